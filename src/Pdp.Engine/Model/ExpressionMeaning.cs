using Pdp.Engine.Compilation;
using Pdp.Engine.Sources;
using Pdp.Language.Checking;
using Pdp.Language.Guards;
using Pdp.Language.Runtime;
using Pdp.Language.Syntax;
using Pdp.Language.Types;

namespace Pdp.Engine.Model;

/// <summary>
/// What it takes to compile an expression again: for recording, for its tree, for its guard. Expressions that read no variables
/// share it. Used from any number of threads.
/// </summary>
/// <param name="environment">What it was checked against.</param>
/// <param name="expected">The type that was expected, or null.</param>
/// <param name="reads">The variables and definitions that it reads.</param>
/// <param name="slots">The slots of attributes.</param>
/// <param name="fuel">The budget of each variable.</param>
/// <param name="firstLocal">Its first local variable.</param>
internal sealed class ExpressionMeaning(
    TypeEnvironment environment, CelType? expected, ReadName[] reads, SlotTable slots, long fuel, int firstLocal)
{
    /// <summary>What it was checked against.</summary>
    public TypeEnvironment Environment => environment;

    /// <summary>The variables and definitions that it reads.</summary>
    public ReadName[] Reads => reads;

    /// <summary>The expression as it was checked: it had no errors, and has none.</summary>
    public CheckedExpression Check(ExpressionSource source) =>
        Checker.Check(Parser.Parse(source.Text), environment, expected).Expression!;

    /// <summary>The expression compiled for evaluation.</summary>
    /// <param name="expression">What was checked.</param>
    /// <param name="parts">What it shares with others.</param>
    public Program Compile(CheckedExpression expression, ISharedParts parts) => Compiler.Compile(
        expression, environment.Functions, new NameBindings(reads, slots, fuel, recording: false),
        new CompileOptions { FirstLocal = firstLocal, SharedParts = parts });

    /// <summary>The expression compiled for recording.</summary>
    public Program Record(ExpressionSource source) => Compiler.Compile(
        Check(source), environment.Functions, new NameBindings(reads, slots, fuel, recording: true),
        new CompileOptions { Recording = true, FirstLocal = firstLocal });

    /// <summary>The guard of a condition; of another expression one that always holds.</summary>
    public Guard GuardOf(ExpressionSource source) => expected == CelType.Bool
        ? GuardBuilder.Build(Check(source), new GuardNames(slots).Of(reads), environment.Functions)
        : Guard.Always;

    /// <summary>The parts of a condition because of which no key covers it.</summary>
    public System.Collections.Immutable.ImmutableArray<GuardGap> GapsOf(ExpressionSource source) =>
        GuardBuilder.FindGaps(Check(source), new GuardNames(slots).Of(reads), environment.Functions);

    /// <summary>Where a condition may fail; of another expression one that always holds.</summary>
    public Guard FailingOf(ExpressionSource source) => expected == CelType.Bool
        ? GuardBuilder.BuildFailing(Check(source), new GuardNames(slots).Of(reads), environment.Functions)
        : Guard.Always;
}

/// <summary>A variable or definition that an expression reads.</summary>
/// <param name="Root"><c>variables</c> or <c>definitions</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Path">Both, as read.</param>
/// <param name="Index">Its position in a frame.</param>
/// <param name="Constant">The constant, when it is one.</param>
/// <param name="Body">The expression, when it is none.</param>
internal sealed record ReadName(string Root, string Name, string Path, int Index, Pdp.Language.Values.Value Constant, Expression? Body)
{
    /// <summary>The one of a name; null when there is none.</summary>
    public static ReadName? Find(ReadName[] reads, string root, string name)
    {
        foreach (var read in reads)
        {
            if (read.Root == root && read.Name == name) return read;
        }

        return null;
    }
}

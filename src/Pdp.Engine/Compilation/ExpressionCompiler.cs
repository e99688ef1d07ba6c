using Pdp.Engine.Model;
using Pdp.Language.Checking;
using Pdp.Language.Guards;
using Pdp.Language.Runtime;
using Pdp.Language.Types;

namespace Pdp.Engine.Compilation;

/// <summary>Compiles checked expressions, variables before those that read them.</summary>
internal sealed class ExpressionCompiler(
    ExpressionChecker checker, SchemaModel schema, AttributeSizes sizes, SlotTable slots, long fuel, LoadTimes? times)
{
    private readonly CostLimit _limit = new(fuel);
    private readonly GuardNames _guardNames = new(slots);

    /// <summary>How many local variables the expression with most needs, the variables it reads included.</summary>
    public int LocalCount { get; private set; }

    /// <summary>Compiles an expression, unless it has been already.</summary>
    /// <returns>Null when it or a variable that it reads has errors, all of which are told.</returns>
    public Expression? Compile(ExpressionUnit unit, EnvironmentSet environments, CelType? expected = null)
    {
        if (unit.Compiled is { } compiled) return compiled;
        if (unit.Parsed.Root is null) return null;
        var firstLocal = 0;
        var complete = unit.ReadUnits.Count == unit.Reads.Variables.Count + unit.Reads.Definitions.Count;
        foreach (var read in unit.ReadUnits)
        {
            if (read.Unit is not { } body) continue;
            if (read.IsBroken || Compile(body, read.Document?.Environments ?? schema.All) is not { } variable)
            {
                complete = false;
                continue;
            }

            // a variable may be evaluated in the middle of a loop of its reader: their local variables must differ
            firstLocal = Math.Max(firstLocal, variable.Program.LocalsEnd);
        }

        if (!complete || Check(unit, environments, expected) is not { } check) return null;
        Bound(unit, check, environments);
        var plain = Code(unit, check, firstLocal);
        LocalCount = Math.Max(LocalCount, plain.LocalsEnd);
        return unit.Compiled = new Expression(unit.Source, plain, new Recompilation(unit, check.Environment, expected, firstLocal, slots, fuel).Record)
        {
            Guard = GuardOf(unit, check.Expression, check.Environment, expected),
            Failing = expected == CelType.Bool
                ? GuardBuilder.BuildFailing(check.Expression, _guardNames.Of(unit), check.Environment.Functions)
                : Guard.Always,
        };
    }

    /// <summary>Checks that the parts of an obligation or a piece of advice, once compiled, fit its budget together.</summary>
    public void CheckCost(NoticeUnit notice) => _limit.Check(notice);

    /// <summary>The guard of a rule's actions: it holds where they match, and nowhere else.</summary>
    public Guard GuardOf(ActionPattern? actions) => actions is null
        ? Guard.Always
        : Guard.OneOf(_guardNames.Attribute(new AttributeName(Roots.Action, "name")), actions.Names, actions.Prefixes);

    // what may be read as a variable is asked for its guard when a condition reads it
    private Guard GuardOf(ExpressionUnit unit, CheckedExpression expression, TypeEnvironment environment, CelType? expected)
    {
        using var measured = LoadTimes.Measure(times, LoadPhase.Guard);
        if (expected == CelType.Bool) return GuardBuilder.Build(expression, _guardNames.Of(unit), environment.Functions);
        _guardNames.Add(unit, expression);
        return Guard.Always;
    }

    private (CheckedExpression Expression, TypeEnvironment Environment)? Check(
        ExpressionUnit unit, EnvironmentSet environments, CelType? expected)
    {
        using var measured = LoadTimes.Measure(times, LoadPhase.CheckCompiled);
        return checker.CheckForCompiling(unit, environments, expected);
    }

    private void Bound(
        ExpressionUnit unit, (CheckedExpression Expression, TypeEnvironment Environment) check, EnvironmentSet environments)
    {
        using var measured = LoadTimes.Measure(times, LoadPhase.Cost);
        unit.Cost = UnitCost.Of(check.Expression, check.Environment.Functions, new UnitSizes(unit, sizes, unit.CheckedIn ?? environments));
        _limit.Check(unit);
    }

    private Program Code(ExpressionUnit unit, (CheckedExpression Expression, TypeEnvironment Environment) check, int firstLocal)
    {
        using var measured = LoadTimes.Measure(times, LoadPhase.Compile);
        return Compiler.Compile(
            check.Expression, check.Environment.Functions, new UnitBindings(unit, slots, fuel, recording: false),
            new CompileOptions { FirstLocal = firstLocal });
    }

    /// <summary>
    /// What it takes to compile an expression again for recording. Checked trees are large and explanations rare: the
    /// check is done again rather than kept.
    /// </summary>
    private sealed record Recompilation(
        ExpressionUnit Unit, TypeEnvironment Environment, CelType? Expected, int FirstLocal, SlotTable Slots, long Fuel)
    {
        public Program Record() => Compiler.Compile(
            Checker.Check(Unit.Parsed, Environment, Expected).Expression!,
            Environment.Functions,
            new UnitBindings(Unit, Slots, Fuel, recording: true),
            new CompileOptions { Recording = true, FirstLocal = FirstLocal });
    }
}

using System.Collections.Immutable;
using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.Runtime;
using Pdp.Language.Syntax;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Conformance.Tests.SecondOpinions;

/// <summary>
/// The project's own answer, in CEL's own terms: no adapted literals, rounded order, no check, as the other side has none.
/// Where the expression checks, the checked programs, plain and recording, must answer the same.
/// </summary>
internal static class OurSide
{
    private static readonly CompileOptions Plain = new() { LiteralAdaptation = false, RoundedOrder = true };
    private static readonly CompileOptions Recording = Plain with { Recording = true };

    /// <summary>The syntax the other side has: neither optionals nor backquotes nor macros of extensions.</summary>
    public static ParserOptions Syntax { get; } =
        new() { OptionalSyntax = false, QuotedSelectors = false, ExtensionMacros = false };

    public static Outcome Ask(Question question)
    {
        var parsed = Parser.Parse(question.Text, Syntax);
        if (parsed.Root is null) return new Outcome(OutcomeKind.Rejected, default, parsed.Diagnostics[0].Message);
        if (question.Bindings is null) return Outcome.Of(Value.Null);
        var environment = Environment(question);
        return Evaluate(question, Checker.Unchecked(parsed, environment).Expression!, Plain);
    }

    /// <summary>Where a checked program answers otherwise than <see cref="Ask"/>, else null.</summary>
    public static string? InnerDifference(Question question, in Outcome wanted)
    {
        var parsed = Parser.Parse(question.Text, Syntax);
        if (parsed.Root is null || Checker.Check(parsed, Environment(question)).Expression is not { } expression) return null;
        foreach (var mode in new[] { Plain, Recording })
        {
            var outcome = Evaluate(question, expression, mode);
            if (!outcome.AgreesWith(wanted)) return $"{question}: {wanted} unchecked, {outcome} checked (recording: {mode.Recording})";
        }

        return null;
    }

    private static Outcome Evaluate(Question question, CheckedExpression expression, CompileOptions mode)
    {
        var names = question.Bindings!.Keys.ToImmutableArray();
        var program = Compiler.Compile(expression, StandardLibrary.Policies, new Slots(names), mode);
        var frame = new Frame(names.Length, 0, program.LocalsEnd) { Fuel = 1_000_000 };
        for (var i = 0; i < names.Length; i++) frame.Slots[i] = question.Bindings[names[i]];
        return Outcome.Of(program.Root.Evaluate(frame));
    }

    private static TypeEnvironment Environment(Question question) => new()
    {
        Functions = StandardLibrary.Policies,
        LiteralAdaptation = false,
        TriesConstants = false,
        Variables = question.Bindings!.Keys.ToImmutableDictionary(name => name, _ => CelType.Dyn, StringComparer.Ordinal),
    };

    private sealed class Slots(ImmutableArray<string> names) : IBindings
    {
        public Binding? Resolve(string name) => names.IndexOf(name) is >= 0 and var slot ? new AttributeBinding(slot, name) : null;

        public Binding? ResolveMember(string root, string member) => null;
    }
}

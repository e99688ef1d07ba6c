using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pdp.Engine.Compilation.Reuse;
using Pdp.Engine.Model;
using Pdp.Language.Checking;
using Pdp.Language.Guards;
using Pdp.Language.Runtime;
using Pdp.Language.Types;

namespace Pdp.Engine.Compilation;

/// <summary>Compiles checked expressions, variables before those that read them.</summary>
internal sealed class ExpressionCompiler(
    ExpressionChecker checker, SchemaModel schema, AttributeSizes sizes, SlotTable slots, SharedParts parts, Numbering numbering,
    MemoTexts memos, long fuel, LoadTimes? times)
{
    private readonly CostLimit _limit = new(fuel);
    private readonly GuardNames _guardNames = new(slots);
    private readonly Dictionary<(TypeEnvironment, CelType?), ExpressionMeaning> _meanings = new(new ByReference());
    private readonly List<Expression> _compiled = [];

    /// <summary>The hashes of the texts of the conditions that were given a place in the memo, by that place.</summary>
    public Dictionary<int, int> MemoHashes { get; } = [];

    /// <summary>Compiles an expression, unless it has been already.</summary>
    /// <param name="unit">The expression.</param>
    /// <param name="environments">Where it may be evaluated.</param>
    /// <param name="expected">The type that it must have, or null.</param>
    /// <param name="isTarget">Whether it is asked where it may fail.</param>
    /// <param name="kept">What it was compiled to before, when that is taken as it is: it is only checked then; else null.</param>
    /// <returns>Null when it or a variable that it reads has errors, all of which are told.</returns>
    public Expression? Compile(
        ExpressionUnit unit, EnvironmentSet environments, CelType? expected = null, bool isTarget = false, Expression? kept = null)
    {
        if (unit.Compiled is { } compiled) return compiled;
        if (unit.Parsed.Root is null) return null;
        var firstLocal = 0;
        var complete = unit.ReadUnits.Count == unit.Reads.Variables.Count + unit.Reads.Definitions.Count;
        foreach (var read in unit.ReadUnits)
        {
            if (read.Unit is not { } body) continue;
            if (read.IsBroken || Compile(body, read.Document?.Environments ?? schema.All, kept: read.Kept?.Compiled) is not { } variable)
            {
                complete = false;
                continue;
            }

            // a variable may be evaluated in the middle of a loop of its reader: their local variables must differ
            firstLocal = Math.Max(firstLocal, variable.LocalsEnd);
        }

        if (!complete || Check(unit, environments, expected) is not { } check) return null;
        Bound(unit, check, environments);
        if (kept is not null)
        {
            _guardNames.Add(kept, check.Expression);
            return unit.Compiled = kept;
        }

        var meaning = Meaning(unit, check.Environment, expected, firstLocal);
        var text = unit.Text.Compiled is { } known && ReferenceEquals(known.Asked, meaning) && known.IsTarget == isTarget
            ? known
            : Compiled(unit, meaning, check.Expression, expected, isTarget);
        unit.Text.Finish(text);
        numbering.Locals(text.Plain.LocalsEnd);
        var expression = new Expression(unit.Source, text.Plain, text.Meaning) { Memo = text.Memo };
        expression.Keep(text.Guard, text.Failing);
        if (expected != CelType.Bool) _guardNames.Add(expression, check.Expression);
        _compiled.Add(expression);
        return unit.Compiled = expression;
    }

    /// <summary>Ends compilation.</summary>
    public void Settle()
    {
        foreach (var expression in _compiled) expression.Settle();
    }

    /// <summary>Checks that the parts of an obligation or a piece of advice, once compiled, fit its budget together.</summary>
    public void CheckCost(NoticeUnit notice) => _limit.Check(notice);

    /// <summary>Gives a rule's actions their guard: it holds where they match, and nowhere else.</summary>
    public ActionPattern Guarded(ActionPattern actions)
    {
        actions.Guard = Guard.OneOf(_guardNames.Attribute(new AttributeName(Roots.Action, "name")), actions.Names, actions.Prefixes);
        return actions;
    }

    // what may be read as a variable is asked for its guard when a condition reads it
    private CompiledText Compiled(ExpressionUnit unit, ExpressionMeaning meaning, CheckedExpression expression, CelType? expected, bool isTarget)
    {
        var plain = Code(meaning, expression);
        if (expected != CelType.Bool) return new CompiledText(meaning, meaning, isTarget, plain, Guard.Always, Guard.Always, Memo: -1);
        var names = _guardNames.Of(meaning.Reads);
        var functions = meaning.Environment.Functions;
        var known = unit.Reads.IsAlone ? memos.Find(unit.Source.Text, unit.Reads.Attributes, meaning.Environment) : null;
        using var measured = LoadTimes.Measure(times, LoadPhase.Guard);
        return new CompiledText(
            meaning, known?.Meaning ?? meaning, isTarget, plain, GuardBuilder.Build(expression, names, functions),
            isTarget ? GuardBuilder.BuildFailing(expression, names, functions) : Guard.Always,
            known?.Memo ?? (unit.Text.IsShared && GuardBuilder.MayDraw(expression, names, functions) ? Memo(unit) : -1));
    }

    private int Memo(ExpressionUnit unit)
    {
        var place = numbering.Memo();
        if (place >= 0) MemoHashes[place] = MemoTexts.Hash(unit.Source.Text);
        return place;
    }

    private ExpressionMeaning Meaning(ExpressionUnit unit, TypeEnvironment environment, CelType? expected, int firstLocal)
    {
        if (unit.ReadUnits.Count > 0)
        {
            ReadName[] reads =
            [
                .. unit.ReadUnits.Select(read =>
                    new ReadName(read.Root, read.Name, read.Path, read.Index, read.Constant, read.Unit?.Compiled)),
            ];
            return new ExpressionMeaning(environment, expected, reads, slots, fuel, firstLocal);
        }

        ref var shared = ref CollectionsMarshal.GetValueRefOrAddDefault(_meanings, (environment, expected), out _);
        return shared ??= new ExpressionMeaning(environment, expected, [], slots, fuel, firstLocal: 0);
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

    private Program Code(ExpressionMeaning meaning, CheckedExpression expression)
    {
        using var measured = LoadTimes.Measure(times, LoadPhase.Compile);
        return meaning.Compile(expression, parts);
    }

    // environments are made once for each kind of request, and compare by their content, which takes long
    private sealed class ByReference : IEqualityComparer<(TypeEnvironment Environment, CelType? Expected)>
    {
        public bool Equals((TypeEnvironment Environment, CelType? Expected) x, (TypeEnvironment Environment, CelType? Expected) y) =>
            ReferenceEquals(x.Environment, y.Environment) && ReferenceEquals(x.Expected, y.Expected);

        public int GetHashCode((TypeEnvironment Environment, CelType? Expected) key) =>
            HashCode.Combine(RuntimeHelpers.GetHashCode(key.Environment), RuntimeHelpers.GetHashCode(key.Expected));
    }
}

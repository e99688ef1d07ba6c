using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Pdp.Engine.Combining;
using Pdp.Engine.Compilation.Reuse;
using Pdp.Engine.Indexing;
using Pdp.Engine.Model;
using Pdp.Engine.Sources;
using Pdp.Language.Guards;
using Pdp.Language.Types;

namespace Pdp.Engine.Compilation;

/// <summary>Compiles checked documents to code.</summary>
internal sealed class CodeBuilder(ExpressionCompiler compiler, Numbering numbering, LoadTimes? times)
{
    private readonly Dictionary<string, ActionPattern> _patterns = new(StringComparer.Ordinal);
    private readonly List<PolicyCode> _policies = [];
    private readonly Dictionary<PolicyCode, Guard> _reusedGuards = new(ReferenceEqualityComparer.Instance);

    /// <summary>Compiles a document behind those that it references. What does not compile is left out, and told.</summary>
    public void Build(DocumentUnit document)
    {
        if (document.Policy is not { } policy) return;
        var first = numbering.Variables(document.Variables.Count);
        var code = new DocumentCode(numbering.Document(), document.Source.Version, first, document.Variables.Count);
        foreach (var variable in document.Variables) variable.Index = first++;
        foreach (var variable in document.Variables)
        {
            if (variable is { IsBroken: false, Unit: { } unit }) compiler.Compile(unit, document.Environments);
        }

        document.Code = Policy(policy, code);
    }

    /// <summary>The guard of a policy while the set is compiled.</summary>
    private static Guard GuardOf(DocumentUnit document) => document.IsReused ? document.Kept!.Guard.Unpack() : document.Code!.Guard;

    /// <summary>Ends compilation: guards have become indexes, and take several times the room of what is evaluated.</summary>
    public void Settle()
    {
        foreach (var policy in _policies) policy.Guard = Guard.Always;
        compiler.Settle();
    }

    private PolicyCode Policy(PolicyUnit unit, DocumentCode document)
    {
        var target = Condition(unit.Target, unit.Document, isTarget: true);
        object[] items = [.. unit.Items.Select(item => Item(item, unit.Document, document)).OfType<object>()];
        var code = Policy(unit, document, target, items);
        _policies.Add(code);
        return code;
    }

    private PolicyCode Policy(PolicyUnit unit, DocumentCode document, Expression? target, object[] items) => new()
    {
        Source = unit.Source,
        Document = document,
        Target = target,
        Algorithm = SetAlgorithm.Of(unit.Source.Combining),
        Items = items,
        Guard = ItemGuards.OfPolicy(unit.Source.Combining, target, items, () => target?.Failing ?? Guard.Never, GuardOf),
        Index = Index(unit.Source.Combining, items),
        Obligations = Notices(unit.Obligations, null, unit.Document),
        Advice = Notices(unit.Advice, null, unit.Document),
        Variables = Variables(unit),
    };

    private BuiltIndex? Index(CombiningAlgorithm algorithm, object[] items)
    {
        using var measured = LoadTimes.Measure(times, LoadPhase.Index);
        return ItemIndex.Of(ItemGuards.OfItems(algorithm, items, GuardOf));
    }

    private object? Item(ItemUnit item, DocumentUnit unit, DocumentCode document) => item switch
    {
        RuleUnit rule => Rule(rule, unit, document),
        PolicyUnit inline => Policy(inline, document),
        ReferenceUnit { Target: { Code: { } code } target } => Referenced(code, target),
        _ => null,
    };

    private PolicyCode Referenced(PolicyCode code, DocumentUnit target)
    {
        if (target.IsReused) _reusedGuards.TryAdd(code, GuardOf(target));
        return code;
    }

    private Guard GuardOf(PolicyCode policy) => _reusedGuards.GetValueOrDefault(policy) ?? policy.Guard;

    private RuleCode Rule(RuleUnit rule, DocumentUnit unit, DocumentCode document)
    {
        return new RuleCode
        {
            Source = rule.Source,
            Version = document.Version,
            Effect = rule.Source.Effect,
            Actions = rule.Source.Actions is { } entries ? Actions(entries) : null,
            When = Condition(rule.When, unit),
            Obligations = Notices(rule.Obligations, rule.Source.Effect, unit),
            Advice = Notices(rule.Advice, rule.Source.Effect, unit),
        };
    }

    // rules mostly say the same as others; an entry may hold any character, so that lengths and not separators part them
    private ActionPattern Actions(ImmutableArray<string> entries)
    {
        ref var pattern = ref CollectionsMarshal.GetValueRefOrAddDefault(_patterns, string.Concat(entries.Select(entry => $"{entry.Length}:{entry}")), out _);
        return pattern ??= compiler.Guarded(new ActionPattern(entries));
    }

    // a rule's notices hold for its effect: those said to hold for the other can be left out
    private NoticeCode[] Notices(List<NoticeUnit> notices, Effect? effect, DocumentUnit document) => notices.Count == 0 ? [] :
        Made(notices, effect, document);

    private NoticeCode[] Made(List<NoticeUnit> notices, Effect? effect, DocumentUnit document) =>
    [
        .. notices.Where(notice => effect is null || (notice.Source.On ?? effect) == effect)
            .Select(notice => Notice(notice, effect, document)),
    ];

    private NoticeCode Notice(NoticeUnit notice, Effect? effect, DocumentUnit document)
    {
        var code = new NoticeCode(
            notice.Source.Id, effect ?? notice.Source.On, Condition(notice.When, document),
            [
                .. notice.Properties.Select(property =>
                    (property.Name, Code: compiler.Compile(property.Unit, document.Environments)))
                    .Where(property => property.Code is not null)
                    .Select(property => new NoticeProperty(property.Name, property.Code!)),
            ]);
        compiler.CheckCost(notice);
        return code;
    }

    private Expression? Condition(ExpressionUnit? unit, DocumentUnit document, bool isTarget = false) =>
        unit is null ? null : compiler.Compile(unit, document.Environments, CelType.Bool, isTarget);

    // with the definitions that the policy's own expressions read, so that an explanation can show them
    private static VariableCode[] Variables(PolicyUnit unit)
    {
        var definitions = new List<VariableUnit>();
        foreach (var expression in Own(unit)) AddDefinitions(expression, definitions);
        return
        [
            .. unit.Scope.Own.Concat(definitions)
                .Where(variable => variable.Unit?.Compiled is not null)
                .Select(variable => new VariableCode(variable.Path, variable.Index, variable.Unit!.Compiled!)),
        ];
    }

    private static void AddDefinitions(ExpressionUnit expression, List<VariableUnit> definitions)
    {
        foreach (var read in expression.ReadUnits)
        {
            if (read.Root == Roots.Definitions && !definitions.Contains(read)) definitions.Add(read);
            if (read is { IsBroken: false, Unit: { } unit }) AddDefinitions(unit, definitions);
        }
    }

    private static IEnumerable<ExpressionUnit> Own(PolicyUnit unit)
    {
        if (unit.Target is { } target) yield return target;
        foreach (var variable in unit.Scope.Own)
        {
            if (variable.Unit is { } body) yield return body;
        }

        foreach (var rule in unit.Items.OfType<RuleUnit>())
        {
            if (rule.When is { } when) yield return when;
            foreach (var notice in rule.Obligations.Concat(rule.Advice))
            {
                foreach (var part in notice.Units) yield return part;
            }
        }

        foreach (var notice in unit.Obligations.Concat(unit.Advice))
        {
            foreach (var part in notice.Units) yield return part;
        }
    }
}

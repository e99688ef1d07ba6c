using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Pdp.Engine.Sources;
using Pdp.Language.Syntax;

namespace Pdp.Engine.Coverage;

/// <summary>Lays what was counted over the policies as written, so that what was never evaluated is told of as well.</summary>
internal sealed class CoverageReader(PolicySet set, CoverageLedger ledger, bool withConditions)
{
    private readonly CompiledParts _parts = new(set.Compiled, ledger);
    private CoverageNames _names = new(set.Source.Definitions);
    private ImmutableArray<RuleCoverage>.Builder _rules = ImmutableArray.CreateBuilder<RuleCoverage>();
    private ImmutableArray<ConditionCoverage>.Builder _conditions = ImmutableArray.CreateBuilder<ConditionCoverage>();

    public SetCoverage Read()
    {
        var policies = ImmutableArray.CreateBuilder<PolicyCoverage>();
        foreach (var policy in set.Policies.Where(static policy => policy.Role != PolicyRole.Inactive)
            .OrderBy(static policy => policy.Id, StringComparer.Ordinal).ThenBy(static policy => policy.Version))
        {
            Begin();
            Add(policy.Source, policy.Id);
            policies.Add(new PolicyCoverage(
                policy.Id, policy.Version, policy.Role, policy.Source.Location, _rules.ToImmutable(), _conditions.ToImmutable()));
        }

        Begin();
        foreach (var definition in set.Source.Definitions)
            Add(definition.Expression, null, null, $"{Compilation.Roots.Definitions}.{definition.Name}", isCondition: false);
        return new SetCoverage(policies.ToImmutable(), _conditions.ToImmutable());
    }

    private void Begin()
    {
        _rules = ImmutableArray.CreateBuilder<RuleCoverage>();
        _conditions = ImmutableArray.CreateBuilder<ConditionCoverage>();
    }

    private void Add(PolicySource policy, string path)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var outer = _names;
        _names = outer.With(policy.Variables);
        Add(policy.Target, path, null, "target", isCondition: true);
        foreach (var variable in policy.Variables)
            Add(variable.Expression, path, null, $"{Compilation.Roots.Variables}.{variable.Name}", isCondition: false);
        foreach (var item in policy.Items)
        {
            if (item is RuleSource rule) Add(rule, path);
            else if (item is PolicySource inner) Add(inner, $"{path}/{inner.Id}");
        }

        Add(policy.Obligations, "obligation", path, null);
        Add(policy.Advice, "advice", path, null);
        _names = outer;
    }

    private void Add(RuleSource rule, string path)
    {
        var count = _parts.RuleAt(rule.Location) is { } part ? part.Counts.Of(part.Code) : default;
        _rules.Add(new RuleCoverage(path, rule.Id, rule.Effect, rule.Location, count.Fired, count.NotApplicable, count.Errors));
        Add(rule.When, path, rule.Id, "when", isCondition: true);
        Add(rule.Obligations, "obligation", path, rule.Id);
        Add(rule.Advice, "advice", path, rule.Id);
    }

    private void Add(ImmutableArray<NoticeSource> notices, string what, string path, string? rule)
    {
        foreach (var notice in notices)
        {
            Add(notice.When, path, rule, $"{what} {notice.Id}: when", isCondition: true);
            foreach (var property in notice.Properties)
                Add(property.Expression, path, rule, $"{what} {notice.Id}: {property.Name}", isCondition: false);
        }
    }

    private void Add(ExpressionSource? source, string? path, string? rule, string member, bool isCondition)
    {
        if (source is null || !withConditions) return;
        var text = source.Text;
        var part = _parts.ExpressionAt(source.Location);
        var expression = part?.Code;
        var check = expression?.Meaning?.Check(source);
        // ids are those of the text: a tree that was not recorded has the same
        var syntax = expression is { HasRecording: true } ? expression.Recording.Syntax : check?.Root ?? Parser.Parse(text).Root;
        if (syntax is null) return;
        var operands = new OperandReader(text, check?.Types, part?.Counts, _names).Read(syntax, isCondition);
        if (!operands.IsEmpty) _conditions.Add(new ConditionCoverage(path, rule, member, source.Location, text, operands));
    }
}

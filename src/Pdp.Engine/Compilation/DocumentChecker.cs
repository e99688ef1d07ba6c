using Pdp.Engine.Diagnostics;
using Pdp.Engine.Model;
using Pdp.Engine.Sources;

namespace Pdp.Engine.Compilation;

/// <summary>Checks the expressions of a document for the requests for which they may be evaluated.</summary>
internal sealed class DocumentChecker(DocumentUnit document, SchemaModel schema, ExpressionChecker checker)
{
    private readonly DiagnosticBag _diagnostics = document.Diagnostics;

    /// <summary>Checks the document, and hands on to those it references for which requests they are needed.</summary>
    public void Check()
    {
        if (document.Policy is { } policy) Check(policy, document.Environments);
        foreach (var variable in document.Variables.Where(variable => !variable.IsRead))
        {
            _diagnostics.Warn(EngineDiagnosticCodes.UnreadVariable, variable.Location, $"nothing reads the variable `{variable.Name}`");
            if (!variable.IsBroken) checker.Check(variable.Unit!, document.Environments);
        }
    }

    private void Check(PolicyUnit policy, EnvironmentSet environments)
    {
        var inside = policy.Target is { } target ? checker.CheckCondition(target, environments) : environments;
        if (inside.IsEmpty && !environments.IsEmpty)
        {
            _diagnostics.Warn(
                EngineDiagnosticCodes.NeverApplies, policy.Source.Location,
                $"policy `{policy.Source.Id}` never applies: its target is false for all requests of the schema");
        }

        foreach (var item in policy.Items)
        {
            switch (item)
            {
                case RuleUnit rule:
                    Check(rule, inside);
                    break;
                case PolicyUnit inline:
                    Check(inline, inside);
                    break;
                case ReferenceUnit { Target: { } referenced } reference when document.Role != PolicyRole.Inactive:
                    document.Needs.Add((reference.Source, referenced, inside));
                    referenced.Environments = referenced.Environments.Union(inside);
                    break;
            }
        }

        Check(policy.Obligations, inside);
        Check(policy.Advice, inside);
    }

    private void Check(RuleUnit rule, EnvironmentSet environments)
    {
        var inside = rule.Source.Actions is { } actions ? environments.WithActions(Actions(actions, rule.Source)) : environments;
        if (inside.IsEmpty && !environments.IsEmpty)
        {
            _diagnostics.Warn(
                EngineDiagnosticCodes.NeverApplies, rule.Source.Location,
                $"rule `{rule.Source.Id}` never applies: the schema has no such action where the policy applies");
        }

        if (rule.When is { } when) inside = checker.CheckCondition(when, inside);
        Check(rule.Obligations, inside);
        Check(rule.Advice, inside);
    }

    private void Check(IEnumerable<NoticeUnit> notices, EnvironmentSet environments)
    {
        foreach (var notice in notices)
        {
            var inside = notice.When is { } when ? checker.CheckCondition(when, environments) : environments;
            foreach (var (_, unit) in notice.Properties) checker.Check(unit, inside);
        }
    }

    private KindSet Actions(IReadOnlyList<string> entries, RuleSource rule)
    {
        var table = schema.Actions;
        if (!table.IsDeclared) return table.All;
        foreach (var entry in entries)
        {
            var pattern = new ActionPattern([entry]);
            if (table.Names.Any(pattern.Matches)) continue;
            _diagnostics.Error(
                EngineDiagnosticCodes.UnknownAction, rule.Location.Child("actions"),
                entry.EndsWith('*') ? $"no action of the schema starts with `{entry[..^1]}`" : $"the schema has no action `{entry}`",
                Suggestions.DidYouMean(entry.TrimEnd('*'), table.Names));
        }

        return table.Named(new ActionPattern(entries).Matches);
    }
}

using System.Collections.Immutable;
using Pdp.Authoring.Linting.Model;
using Pdp.Engine.Compilation;
using Pdp.Engine.Sources;

namespace Pdp.Authoring.Boundaries;

/// <summary>A rule, with what its conditions ask.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Name">Its policy and id.</param>
/// <param name="Conditions">The targets around it, its condition, and those of its obligations and advice.</param>
/// <param name="Paths">The places of a request that they read.</param>
/// <param name="Signature">All that it says: two rules of one signature say the same.</param>
internal sealed record RuleFacts(
    LintedRule Rule, string Name, ImmutableArray<Condition> Conditions, ImmutableArray<RequestPath> Paths, string Signature)
{
    private static readonly RequestPath ActionName = new([Roots.Action, "name"]);

    /// <summary>Whether only one of the two states has it, as it is.</summary>
    public bool IsChanged { get; set; }

    /// <summary>Reads all rules of a state.</summary>
    public static List<RuleFacts> Of(LintModel model, ConditionReader reader, ValuePool pool)
    {
        var facts = new List<RuleFacts>();
        foreach (var rule in model.Rules)
        {
            Condition[] conditions = [.. rule.Conditions];
            IEnumerable<Condition> notices = rule.Source.Obligations.Concat(rule.Source.Advice).Select(static notice => notice.When).OfType<ExpressionSource>()
                .Select(when => new Condition(when, rule.Policy.Scope));
            var (paths, texts) = reader.Read([.. conditions, .. notices]);
            if (rule.Source.Actions is { } actions)
            {
                foreach (var action in actions) pool.Add(ActionName, action.EndsWith('*') ? Neighbours.OfPart(action[..^1]) : [Language.Values.Value.From(action)]);
                paths = paths.Contains(ActionName) ? paths : paths.Add(ActionName);
            }

            var source = rule.Policy.Source;
            var said = string.Join(
                '\n', source.Id, source.Combining, rule.Source.Id, rule.Source.Effect, string.Join(' ', rule.Source.Actions ?? []), texts,
                string.Join('\n', rule.Source.Obligations.Concat(rule.Source.Advice).SelectMany(static notice => notice.Properties.Select(property => $"{notice.Id} {property.Name} {property.Expression.Text}").Prepend(notice.Id))));
            facts.Add(new RuleFacts(rule, $"{source.Id}/{rule.Source.Id}", [.. conditions], paths, said));
        }

        return facts;
    }
}

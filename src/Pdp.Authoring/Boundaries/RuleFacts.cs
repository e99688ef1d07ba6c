using System.Collections.Immutable;
using Pdp.Authoring.Linting.Model;
using Pdp.Engine.Compilation;
using Pdp.Engine.Sources;
using Pdp.Language.Values;

namespace Pdp.Authoring.Boundaries;

/// <summary>A rule, with what its conditions ask; or a policy that decides where none of its rules does, by its combining alone.</summary>
/// <param name="Holder">The policy in which the rule stands; or the policy itself.</param>
/// <param name="Source">The rule; null: the policy by its combining.</param>
/// <param name="Own">Its own condition: a rule's, or a policy's target; null: it has none.</param>
/// <param name="Policy">The ids of the policies around it, from its document's on.</param>
/// <param name="Ways">The targets around it and its condition; where other documents reference its own, with their targets, by each of some ways.</param>
/// <param name="Signature">All that it says, and what gives it its weight: two rules of one signature make the same of a request.</param>
internal sealed record RuleFacts(
    LintedPolicy Holder, RuleSource? Source, Condition? Own, string Policy, ImmutableArray<ImmutableArray<Condition>> Ways, string Signature)
{
    private static readonly RequestPath ActionName = new([Roots.Action, "name"]);

    /// <summary>Its policy and id.</summary>
    public string Name => Source is null ? Policy : $"{Policy}/{Source.Id}";

    /// <summary>The same, with what it is.</summary>
    public string Words => Source is null ? $"policy `{Name}`" : $"rule `{Name}`";

    /// <summary>What stands in the document.</summary>
    public ItemSource Item => Source ?? (ItemSource)Holder.Source;

    /// <summary>What it says where it applies.</summary>
    public Effect Effect => Source?.Effect ?? (Holder.Source.Combining == CombiningAlgorithm.PermitUnlessDeny ? Effect.Permit : Effect.Deny);

    /// <summary>Whether only one of the two states has it, as it is.</summary>
    public bool IsChanged { get; set; }

    /// <summary>The places of a request that its conditions read, and those of its obligations and advice; empty before they are read.</summary>
    public ImmutableArray<RequestPath> Paths { get; private set; } = [];

    /// <summary>All rules of a state, and its policies that decide without one.</summary>
    public static List<RuleFacts> Of(LintModel model)
    {
        var surroundings = new Surroundings(model);
        var facts = new List<RuleFacts>();
        foreach (var policy in model.Policies)
        {
            var name = surroundings.NameOf(policy.Source);
            if (DecidesAlone(policy.Source))
            {
                var own = policy.Source.Target is null ? null : policy.Targets[^1];
                facts.Add(new RuleFacts(policy, null, own, name, WaysTo(surroundings, policy, policy.Targets), $"{surroundings.Of(policy.Source)}\n{name}"));
            }

            foreach (var rule in policy.Rules) facts.Add(Of(rule, name, surroundings));
        }

        return facts;
    }

    /// <summary>Gathers the values that it names, and where.</summary>
    public void Read(ConditionReader reader, ValuePool pool)
    {
        var attached = Source is null ? Holder.Source.Obligations.Concat(Holder.Source.Advice) : Source.Obligations.Concat(Source.Advice);
        var notices = attached.Select(static notice => notice.When).OfType<ExpressionSource>().Select(when => new Condition(when, Holder.Scope));
        Paths = reader.Read([.. Ways.SelectMany(static way => way), .. notices]);
        if (Source?.Actions is not { } actions) return;
        foreach (var action in actions) pool.Add(ActionName, action.EndsWith('*') ? Neighbours.OfPart(action[..^1]) : [Value.From(action)]);
        if (!Paths.Contains(ActionName)) Paths = Paths.Add(ActionName);
    }

    private static RuleFacts Of(LintedRule rule, string name, Surroundings surroundings)
    {
        var (source, scope) = (rule.Source, rule.Policy.Scope);
        Condition[] conditions = [.. rule.Conditions];
        var said = string.Join(
            '\n',
            [
                surroundings.Of(source), name, source.Id, source.Effect.ToString(), string.Join(' ', source.Actions ?? []),
                .. conditions.Select(Meaning.Of),
                .. Meaning.Of(source.Obligations, scope), "", .. Meaning.Of(source.Advice, scope),
            ]);
        return new RuleFacts(rule.Policy, source, rule.When, name, WaysTo(surroundings, rule.Policy, conditions), said);
    }

    private static ImmutableArray<ImmutableArray<Condition>> WaysTo(Surroundings surroundings, LintedPolicy policy, IReadOnlyCollection<Condition> conditions) =>
        [.. surroundings.Ways(policy.Source).Select(way => way.AddRange(conditions))];

    private static bool DecidesAlone(PolicySource policy) => policy.Combining is CombiningAlgorithm.PermitUnlessDeny or CombiningAlgorithm.DenyUnlessPermit;
}

using System.Collections.Immutable;
using Pdp.Authoring.Linting.Model;
using Pdp.Engine.Compilation;
using Pdp.Engine.Sources;
using Pdp.Language.Values;

namespace Pdp.Authoring.Boundaries;

/// <summary>A rule, with what its conditions ask.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Policy">The ids of the policies around it, from its document's on.</param>
/// <param name="Ways">The targets around it and its condition; where other documents reference its own, with their targets, by each of some ways.</param>
/// <param name="Signature">All that it says, and what gives it its weight: two rules of one signature make the same of a request.</param>
internal sealed record RuleFacts(
    LintedRule Rule, string Policy, ImmutableArray<ImmutableArray<Condition>> Ways, string Signature)
{
    private static readonly RequestPath ActionName = new([Roots.Action, "name"]);

    /// <summary>Its policy and id.</summary>
    public string Name => $"{Policy}/{Rule.Source.Id}";

    /// <summary>Whether only one of the two states has it, as it is.</summary>
    public bool IsChanged { get; set; }

    /// <summary>The places of a request that its conditions read, and those of its obligations and advice; empty before they are read.</summary>
    public ImmutableArray<RequestPath> Paths { get; private set; } = [];

    /// <summary>All rules of a state.</summary>
    public static List<RuleFacts> Of(LintModel model)
    {
        var surroundings = new Surroundings(model);
        var facts = new List<RuleFacts>();
        foreach (var rule in model.Rules)
        {
            var (source, scope) = (rule.Source, rule.Policy.Scope);
            Condition[] conditions = [.. rule.Conditions];
            ImmutableArray<ImmutableArray<Condition>> ways = [.. surroundings.Ways(rule.Policy.Source).Select(way => way.AddRange(conditions))];
            var said = string.Join(
                '\n',
                [
                    surroundings.Of(source), surroundings.NameOf(rule.Policy.Source), source.Id, source.Effect.ToString(), string.Join(' ', source.Actions ?? []),
                    .. conditions.Select(Meaning.Of),
                    .. Meaning.Of(source.Obligations, scope), "", .. Meaning.Of(source.Advice, scope),
                ]);
            facts.Add(new RuleFacts(rule, surroundings.NameOf(rule.Policy.Source), ways, said));
        }

        return facts;
    }

    /// <summary>Gathers the values that it names, and where.</summary>
    public void Read(ConditionReader reader, ValuePool pool)
    {
        var source = Rule.Source;
        var notices = source.Obligations.Concat(source.Advice).Select(static notice => notice.When).OfType<ExpressionSource>()
            .Select(when => new Condition(when, Rule.Policy.Scope));
        Paths = reader.Read([.. Ways.SelectMany(static way => way), .. notices]);
        if (source.Actions is not { } actions) return;
        foreach (var action in actions) pool.Add(ActionName, action.EndsWith('*') ? Neighbours.OfPart(action[..^1]) : [Value.From(action)]);
        if (!Paths.Contains(ActionName)) Paths = Paths.Add(ActionName);
    }
}

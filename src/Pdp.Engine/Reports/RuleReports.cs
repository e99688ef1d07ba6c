using System.Collections.Immutable;
using Pdp.Engine.Decisions;
using Pdp.Engine.Evaluation;
using Pdp.Engine.Indexing;
using Pdp.Engine.Model;
using Pdp.Language.Guards;
using Pdp.Language.Values;

namespace Pdp.Engine.Reports;

/// <summary>Makes reports of the rules of a set.</summary>
/// <param name="set">The set.</param>
/// <param name="progress">Is told how many items have been looked at, and of how many; null: nobody.</param>
/// <param name="cancellation">Ends the work.</param>
internal sealed class RuleReports(CompiledSet set, Action<int, int>? progress, CancellationToken cancellation)
{
    private const int MostProbes = 512;
    // one without attributes looks at much
    private const int MostBareProbes = 8;
    private const int MostOthers = 16;
    private const int ProgressEvery = 64;

    private readonly GuardsAnew _guards = new();
    private int _total;
    private int _done;

    public RuleReport Make()
    {
        var policies = Policies();
        _total = set.Roots.Length + policies.Sum(policy => policy.Node.Items.Length);
        var lists = ImmutableArray.CreateBuilder<PolicyRules>();
        var isWhole = set.Forest is not null;
        lists.Add(List(null, set.Roots, isWhole ? set.Forest!.Index : set.RootIndex, isShadow: false));
        foreach (var (node, isShadow) in policies) lists.Add(List(node, node.Items, isWhole ? null : node.Code.Index, isShadow));
        progress?.Invoke(_total, _total);
        return new RuleReport { Lists = lists.ToImmutable(), Selectivity = OfDecisions(), HasOneIndex = isWhole };
    }

    private List<(PolicyNode Node, bool IsShadow)> Policies()
    {
        var known = new HashSet<PolicyCode>(ReferenceEqualityComparer.Instance);
        var found = new List<(PolicyNode, bool)>();
        Add(set.Roots, isShadow: false);
        Add(set.Shadows.Select(shadow => shadow.Shadow), isShadow: true);
        Add(set.Shadows.Select(shadow => shadow.InForce).OfType<PolicyNode>(), isShadow: true);
        return found;

        void Add(IEnumerable<PolicyNode> nodes, bool isShadow)
        {
            var pending = new Stack<PolicyNode>(nodes.Reverse());
            while (pending.TryPop(out var node))
            {
                if (known.Add(node.Code)) found.Add((node, isShadow));
                foreach (var inner in node.Items.OfType<PolicyNode>().Reverse()) pending.Push(inner);
            }
        }
    }

    private PolicyRules List(PolicyNode? policy, ItemNode[] items, ItemIndex? index, bool isShadow)
    {
        var clauses = new List<GuardClause>(items.Length);
        var kinds = default(KeyKinds);
        var uncovered = ImmutableArray.CreateBuilder<UncoveredItem>();
        foreach (var item in items)
        {
            if (_done++ % ProgressEvery == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Invoke(_done, _total);
            }

            var guard = _guards.Of(policy, item);
            clauses.AddRange(guard.Clauses);
            if (item is RuleNode) kinds = Count(kinds, guard);
            if (!guard.HasKey) uncovered.Add(UncoveredItems.Of(policy?.Path, item is RuleNode rule ? rule.Code : ((PolicyNode)item).Code));
        }

        return new PolicyRules
        {
            Policy = policy?.Path,
            Version = policy?.Code.Document.Version ?? 0,
            IsShadow = isShadow,
            Items = items.Length,
            Rules = items.Count(item => item is RuleNode),
            IsIndexed = index is not null || set.Forest is not null,
            Kinds = kinds,
            Keys = index?.Keys ?? [],
            Uncovered = uncovered.ToImmutable(),
            Selectivity = index is null || set.Forest is not null ? null : OfIndex(index, clauses),
            IndexBytes = index?.Bytes ?? 0,
        };
    }

    private static KeyKinds Count(KeyKinds kinds, Guard guard)
    {
        if (!guard.HasKey) return kinds;
        bool values = false, elements = false, ranges = false, prefixes = false, absences = false;
        foreach (var atom in guard.Clauses.SelectMany(clause => clause.Atoms))
        {
            values |= atom.Kind == GuardAtomKind.Values && atom.Keys.Count > 0;
            elements |= atom.Kind == GuardAtomKind.Elements;
            ranges |= atom.Kind == GuardAtomKind.Range;
            prefixes |= atom.Kind == GuardAtomKind.Prefix;
            absences |= atom.Kind == GuardAtomKind.Values && atom.Keys.Count == 0;
        }

        return new KeyKinds(
            kinds.Any + 1, kinds.Values + (values ? 1 : 0), kinds.Elements + (elements ? 1 : 0), kinds.Ranges + (ranges ? 1 : 0),
            kinds.Prefixes + (prefixes ? 1 : 0), kinds.Absences + (absences ? 1 : 0));
    }

    /// <summary>The candidates that the index of a list finds.</summary>
    private Selectivity OfIndex(ItemIndex index, List<GuardClause> clauses)
    {
        var slots = new Value[set.Layout.SlotCount];
        var into = new CandidateList();
        return Measure(clauses, request =>
        {
            set.Layout.Fill(request, slots);
            into.Count = 0;
            index.Find(slots, into);
            return into.Count;
        });
    }

    /// <summary>The candidates of all lists that a decision goes through.</summary>
    private Selectivity OfDecisions()
    {
        var counter = new CandidateCounter();
        var context = new EvaluationContext(set) { IndexRecorder = counter };
        context.Frame.Now = Value.From(default(Timestamp));
        context.Frame.Clock = TimeProvider.System;
        context.Frame.Deadline = long.MaxValue;
        context.Frame.Cancellation = cancellation;
        var decision = new Decision();
        var trace = default(NoTrace);
        return Measure(SampleOfRules(), request =>
        {
            counter.Count = 0;
            set.Layout.Fill(request, context.Frame.Slots);
            DecisionMaker<NoTrace>.DecideFilled(set, request.Action.Name, decision, context, ref trace);
            return counter.Count;
        });
    }

    /// <summary>What some of the rules ask together with the targets around them.</summary>
    private List<GuardClause> SampleOfRules()
    {
        var rules = new List<RuleNode>();
        var pending = new Stack<PolicyNode>(set.Roots.Reverse());
        while (pending.TryPop(out var node))
        {
            rules.AddRange(node.Items.OfType<RuleNode>());
            foreach (var inner in node.Items.OfType<PolicyNode>().Reverse()) pending.Push(inner);
        }

        var count = Math.Min(rules.Count, MostProbes);
        var clauses = new List<GuardClause>(count);
        for (var i = 0; i < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            clauses.AddRange(rules[(int)((long)i * rules.Count / count)].Guard.All.Clauses);
        }

        return clauses;
    }

    private Selectivity Measure(List<GuardClause> clauses, Func<Pdp.Engine.Requests.Request, long> count)
    {
        var probes = Math.Clamp(clauses.Count, 1, MostProbes);
        long sum = 0, most = 0, bare = 0;
        for (var i = 0; i < probes; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var probe = new Probe();
            for (var j = 0; j < Math.Min(clauses.Count, MostOthers); j++)
            {
                // the first is the probe's own, the others come from all over
                var place = (((long)i * clauses.Count / probes) + ((long)j * clauses.Count / MostOthers) + ((long)j * i)) % clauses.Count;
                probe.Satisfy(clauses[(int)place], i);
            }

            var found = count(probe.ToRequest());
            sum += found;
            most = Math.Max(most, found);
            if (i % Math.Max(1, probes / MostBareProbes) == 0) bare = Math.Max(bare, count(probe.ToRequest(withProperties: false)));
        }

        return new Selectivity(probes, (double)sum / probes, most, bare);
    }
}

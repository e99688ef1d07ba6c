using System.Collections.Immutable;
using Pdp.Authoring.Linting.Model;
using Pdp.Bundles;
using Pdp.Bundles.Json;
using Pdp.Engine.Compilation;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Language.Values;

namespace Pdp.Authoring.Boundaries;

/// <summary>
/// Makes requests at the boundaries of the conditions of two states of policies. For each rule it makes requests that the rule should apply
/// to, and varies them, and requests that are given, one place at a time and then two: at each place it tries what conditions compare it
/// with, the values beside that, nothing, and something of another type. What comes of it is the same each time.
/// </summary>
public sealed class BoundaryCaseMaker
{
    private const int MostShuffled = 4_000_000;

    // pairs of places, of all requests that are varied: memory is bounded, however many rules and tests there are
    private const int MostBlocks = 250_000;

    private readonly int _most;
    private readonly Random _random;
    private readonly CancellationToken _cancellation;
    private readonly ValuePool _pool = new();
    private readonly ConditionReader _reader;
    private readonly Timestamp _now;
    private readonly List<BoundaryCase> _cases = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private SchemaChanges? _schemas;
    private long _leftOut;

    private BoundaryCaseMaker(Timestamp now, int most, int seed, CancellationToken cancellation)
    {
        _most = most;
        // the same cases each time are wanted, not ones that nobody can guess
#pragma warning disable CA5394
        _random = new Random(seed);
#pragma warning restore CA5394
        _now = now;
        _cancellation = cancellation;
        _reader = new ConditionReader(_pool, now);
    }

    /// <summary>Makes the requests.</summary>
    /// <param name="before">One state.</param>
    /// <param name="after">The other.</param>
    /// <param name="given">Requests to vary besides, as those of tests.</param>
    /// <param name="now">The decision's time of those that are made for rules.</param>
    /// <param name="most">How many are made at most.</param>
    /// <param name="seed">Which of those that are too many are made.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static BoundaryCases Make(
        Bundle before, Bundle after, IEnumerable<CaseSeed> given, Timestamp now, int most, int seed, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(given);
        return new BoundaryCaseMaker(now, most, seed, cancellation).Make(before, after, [.. given]);
    }

    private BoundaryCases Make(Bundle before, Bundle after, ImmutableArray<CaseSeed> given)
    {
        var (old, next) = (RuleFacts.Of(LintModel.Of(before)), RuleFacts.Of(LintModel.Of(after)));
        var changes = ChangedRules.Between(before.Set, old, after.Set, next);

        // of a place that has too many values, those are kept that the changed rules name
        RuleFacts[] all = [.. old, .. next];
        foreach (var rule in all.Where(static rule => rule.IsChanged).Concat(all.Where(static rule => !rule.IsChanged))) rule.Read(_reader, _pool);
        AddKinds(before.Set.Source);
        AddKinds(after.Set.Source);
        _schemas = SchemaChanges.Between(before.Set.Source, after.Set.Source, _pool);

        // what both have is looked at once
        var (ofOld, ofNext) = (new CaseSeeds(before.Set, old, _now, _pool), new CaseSeeds(after.Set, next, _now, _pool));
        List<(RuleFacts Rule, CaseSeeds Seeds)> rules =
        [
            .. next.Select(rule => (rule, ofNext)),
            .. old.Where(static rule => rule.IsChanged).Select(rule => (rule, ofOld)),
        ];
        if (_most > 0) Make(rules, given);
        return new BoundaryCases(
            [.. _cases], _leftOut, Count(old, next, static rule => rule.Source is not null), Count(old, next, static rule => rule.IsChanged), changes, [.. _reader.NotUnderstood], _pool.Dropped)
        {
            Policies = Count(old, next, static rule => rule.Source is null),
            OtherChanges = _schemas.Words,
        };
    }

    // what both states have at one place is one, whether it is the same in both or not
    private static int Count(List<RuleFacts> old, List<RuleFacts> next, Func<RuleFacts, bool> isCounted)
    {
        var before = old.Where(isCounted).CountBy(Place).ToDictionary();
        return next.Where(isCounted).CountBy(Place).Sum(one => Math.Max(one.Value, before.Remove(one.Key, out var count) ? count : 0)) + before.Values.Sum();

        static (string, string?, bool) Place(RuleFacts rule) => (rule.Policy, rule.Source?.Id, rule.Holder.IsShadow);
    }

    private void Make(List<(RuleFacts Rule, CaseSeeds Seeds)> rules, ImmutableArray<CaseSeed> given)
    {
        var changed = rules.Where(static one => one.Rule.IsChanged).SelectMany(one => Seeded(one.Rule, one.Seeds)).ToList();
        var same = rules.Where(static one => !one.Rule.IsChanged).SelectMany(one => Seeded(one.Rule, one.Seeds)).ToList();
        // where no rule is another, what they read of the policies' own data may be
        var isAny = changed.Count == 0;
        ImmutableArray<RequestPath> focus = [.. rules.Where(one => isAny || one.Rule.IsChanged).SelectMany(static one => one.Rule.Paths).Distinct()];
        var tests = given.Select(seed => (Seed: seed, Paths: WithDiffering(focus, seed))).ToList();

        // what is given is there already
        foreach (var (seed, _) in tests) _known.Add(Key(seed.Request, seed.Now));
        // what changed comes first, and leaves room for the rest; what that does not need goes to all again
        Seeds(changed);
        Beside(changed);
        Singles(Plain(changed));
        PairStage[] stages = [.. new[] { Plain(changed), tests, Plain(same) }.Select(seeds => new PairStage(this, seeds))];
        stages[0].Take((_most - _cases.Count) / stages.Length);
        Seeds(same);
        Singles(tests);
        Beside(same);
        Singles(Plain(same));
        for (var i = 1; i < stages.Length; i++) stages[i].Take((_most - _cases.Count) / (stages.Length - i + 1));
        foreach (var stage in stages) stage.Take(_most - _cases.Count);
        _leftOut += stages.Sum(static stage => stage.Left);
    }

    private IEnumerable<(RuleSeed Seed, ImmutableArray<RequestPath> Paths)> Seeded(RuleFacts rule, CaseSeeds seeds) =>
        seeds.Of(rule).DistinctBy(static one => RequestJson.ToText(one.Seed.Request), StringComparer.Ordinal).Select(one => (one, WithDiffering(rule.Paths, one.Seed)));

    // what schemas say something else of is varied, whether or not a condition reads it
    private ImmutableArray<RequestPath> WithDiffering(ImmutableArray<RequestPath> paths, CaseSeed seed) => [.. paths.Union(_schemas!.PathsOf(seed))];

    private static List<(CaseSeed Seed, ImmutableArray<RequestPath> Paths)> Plain(List<(RuleSeed Seed, ImmutableArray<RequestPath> Paths)> seeds) =>
        [.. seeds.Select(static one => (one.Seed.Seed, one.Paths))];

    private void Seeds(List<(RuleSeed Seed, ImmutableArray<RequestPath> Paths)> seeds)
    {
        foreach (var (one, _) in seeds) Add(one.Seed.Request, one.Seed.Now, one.Seed.Name);
    }

    // what meets all demands on a place but one lies where an answer turns
    private void Beside(List<(RuleSeed Seed, ImmutableArray<RequestPath> Paths)> seeds)
    {
        foreach (var (one, _) in seeds)
        {
            _cancellation.ThrowIfCancellationRequested();
            foreach (var edits in one.Beside) Add(one.Seed, edits.AsSpan());
        }
    }

    // what schemas name is worth trying where conditions read it
    private void AddKinds(PolicySetSource source)
    {
        Add(Roots.Subject, "type", source.Schema.Subjects.Select(static schema => schema.Name));
        Add(Roots.Resource, "type", source.Schema.Resources.Select(static schema => schema.Name));
        Add(Roots.Action, "name", source.Schema.Actions.Select(static schema => schema.Name));
        foreach (var (root, schema) in source.Schema.Subjects.Select(static schema => (Roots.Subject, schema))
            .Concat(source.Schema.Resources.Select(static schema => (Roots.Resource, schema)))
            .Concat(source.Schema.Context is { } context ? [(Roots.Context, context)] : []))
        {
            foreach (var attribute in schema.Attributes) Add(root, attribute.Member.Name, attribute.Member.EnumValues);
        }
    }

    private void Add(string root, string member, IEnumerable<string> values)
    {
        var path = new RequestPath([root, member]);
        if (_pool.Paths.Contains(path)) _pool.Add(path, values.Select(static value => Value.From(value)));
    }

    private void Singles(List<(CaseSeed Seed, ImmutableArray<RequestPath> Paths)> seeds)
    {
        foreach (var (seed, paths) in seeds)
        {
            _cancellation.ThrowIfCancellationRequested();
            foreach (var path in paths)
            {
                foreach (var value in _pool.ToTry(path, seed.Request))
                {
                    if (_cases.Count >= _most) _leftOut++;
                    else Add(seed, (path, value));
                }
            }
        }
    }

    // each number once, as chance has it; of very many some, and one of them perhaps twice
    private IEnumerable<long> Order(long total)
    {
        if (total > MostShuffled)
        {
            for (var i = 0L; i < total; i++) yield return Next(total);
            yield break;
        }

        var numbers = new long[total];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = i;
        for (var i = 0; i < numbers.Length; i++)
        {
            var other = (int)Next(numbers.Length - i) + i;
            (numbers[i], numbers[other]) = (numbers[other], numbers[i]);
            yield return numbers[i];
        }
    }

#pragma warning disable CA5394 // see where it is made
    private long Next(long count) => _random.NextInt64(count);
#pragma warning restore CA5394

    private static string Key(Request request, Timestamp now) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{now.Seconds}.{now.Nanos} {RequestJson.ToText(request)}");

    private bool Add(CaseSeed seed, params ReadOnlySpan<(RequestPath Path, Value Value)> edits)
    {
        var (request, now) = (seed.Request, seed.Now);
        var words = seed.Name;
        foreach (var (path, value) in edits)
        {
            if (!path.Equals(RequestPath.Now)) request = request.With(path, value);
            else if (value.Kind == ValueKind.Timestamp) now = value.AsTimestamp;
            words += Quotable($", {path.Text} {(value.IsMissing ? "" : "= ")}{Neighbours.Words(value)}");
        }

        return Add(request, now, words);
    }

    // a backtick stands around names
    private static string Quotable(string text) => text.Replace("`", @"\u{60}", StringComparison.Ordinal);

    private bool Add(Request request, Timestamp now, string origin)
    {
        if (_cases.Count >= _most)
        {
            _leftOut++;
            return false;
        }

        if (!_known.Add(Key(request, now))) return false;
        _cases.Add(new BoundaryCase(request, now, origin));
        return true;
    }

    /// <summary>Two places of each of some requests varied at a time: all such pairs where there is room for them, else some from all over.</summary>
    private sealed class PairStage
    {
        private readonly BoundaryCaseMaker _maker;
        private readonly List<PairBlock> _blocks = [];
        private readonly IEnumerator<long> _order;
        private readonly long _total;
        private readonly long _within;
        private long _looked;

        public PairStage(BoundaryCaseMaker maker, List<(CaseSeed Seed, ImmutableArray<RequestPath> Paths)> seeds)
        {
            _maker = maker;
            foreach (var (seed, paths) in seeds)
            {
                Tried[] tried = [.. paths.Select(path => new Tried(path, maker._pool.Named(path), [.. maker._pool.Besides(path, seed.Request)]))];
                for (var i = 0; i < tried.Length; i++)
                {
                    for (var j = i + 1; j < tried.Length; j++)
                    {
                        var pairs = (long)tried[i].Count * tried[j].Count;
                        if (pairs == 0) continue;
                        _total += pairs;
                        if (_blocks.Count == MostBlocks) continue;
                        _blocks.Add(new PairBlock(seed, tried[i], tried[j], _within));
                        _within += pairs;
                    }
                }
            }

            _order = maker.Order(_within).GetEnumerator();
        }

        /// <summary>How many pairs were not looked at.</summary>
        public long Left => _total - _looked;

        /// <summary>Makes cases, as many as there is room for.</summary>
        public void Take(int room)
        {
            for (var made = 0; made < room && _order.MoveNext();)
            {
                if (_looked++ % 256 == 0) _maker._cancellation.ThrowIfCancellationRequested();
                var (seed, first, second, before) = _blocks[BlockOf(_order.Current)];
                var within = _order.Current - before;
                if (_maker.Add(seed, (first.Path, first[within / second.Count]), (second.Path, second[within % second.Count]))) made++;
            }
        }

        private int BlockOf(long number)
        {
            var (low, high) = (0, _blocks.Count - 1);
            while (low < high)
            {
                var middle = (low + high + 1) / 2;
                if (_blocks[middle].Before <= number) low = middle;
                else high = middle - 1;
            }

            return low;
        }
    }

    /// <param name="Seed">What is varied.</param>
    /// <param name="First">A place, and what is tried there.</param>
    /// <param name="Second">Another.</param>
    /// <param name="Before">How many pairs the blocks before it have.</param>
    private sealed record PairBlock(CaseSeed Seed, Tried First, Tried Second, long Before);

    /// <param name="Path">A place.</param>
    /// <param name="Named">Values that conditions name: one list for all requests.</param>
    /// <param name="Besides">Values that are tried in this request besides.</param>
    private sealed record Tried(RequestPath Path, IReadOnlyList<Value> Named, Value[] Besides)
    {
        public int Count => Named.Count + Besides.Length;

        public Value this[long index] => index < Named.Count ? Named[(int)index] : Besides[index - Named.Count];
    }
}

using System.Collections.Immutable;
using Pdp.Language.Checking;
using Pdp.Language.PartialEvaluation;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.Tests.PartialEvaluation;

/// <summary>
/// What is known of a request, chosen at random, and requests of which it is true: they differ in everything else.
/// </summary>
internal sealed class PartialCase
{
    private static readonly Value[] Anything =
    [
        Value.Null, Value.True, Value.False, Value.From(1L), Value.From(2L), Value.FromUint(3), Value.From(1.0), Value.From(double.NaN),
        Value.From("x"), Value.From("clerk"), Value.From(""), Value.FromDuration(3_600_000_000_000),
        Value.From(new Timestamp(1_704_067_200, 0)), Value.From(new Timestamp(Timestamp.MaxSeconds, 5)), Value.From(new CelBytes([120, 0])),
        List(Value.From("x"), Value.From("z")), List(Value.From(1L), Value.From(2.0)), List(), List(List(), List(Value.From(1L))),
        Map(("k", Value.From(1L))), Map(("x", Map(("l", Value.Null))), ("k", Value.From("clerk"))), Map(),
        Value.From(CelOptional.None), Value.From(CelOptional.Of(Value.From(1L))), CelIp.Parse("10.0.0.1"), CelCidr.Parse("10.0.0.0/8"),
        ValueTypes.Of(Value.From(1L)), List(Value.From(CelOptional.Of(Value.From("x")))), Value.From(long.MinValue), Value.From(-0.0),
        List([.. Enumerable.Range(0, 20).Select(i => Value.From((long)i))]),
        ValueMap.Create([new(Value.From(1L), Value.From("x")), new(Value.From("k"), Value.Null)]),
    ];

    private readonly Random _random;
    private readonly Dictionary<string, Knowledge> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Value> _values = new(StringComparer.Ordinal);

    public PartialCase(int seed)
    {
        _random = new Random(seed);
        var share = _random.Next(1, 10);
        foreach (var (path, type) in PartialWorld.Attributes)
        {
            var value = ValueOf(type);
            _values[path] = value;
            if (_random.Next(10) < share) _known[path] = KnowledgeOf(value);
        }

        IsNowKnown = _random.Next(2) == 0;
    }

    public IReadOnlyDictionary<string, Knowledge> Known => _known;

    public bool IsNowKnown { get; }

    /// <summary>What is known of all, or of the part of the attributes that a predicate picks.</summary>
    public KnownAttributes Knowledge(TypeEnvironment environment, CheckedExpression? variable = null, Predicate<string>? picks = null)
    {
        var known = KnownAttributes.Of(environment);
        foreach (var (path, knowledge) in _known)
        {
            if (picks is null || picks(path)) known = known.With(path, knowledge);
        }

        if (IsNowKnown && (picks is null || picks("now"))) known = known.With("now", PartialRequest.Now);
        return variable is null ? known : known.With("variables.v", new Knowledge.Definition(variable));
    }

    /// <summary>A request of which what is known is true; the first is the one it was taken from.</summary>
    public PartialRequest Request(int index, CheckedExpression? variable = null)
    {
        var values = ImmutableDictionary.CreateBuilder<string, Value>(StringComparer.Ordinal);
        foreach (var (path, type) in PartialWorld.Attributes)
        {
            values[path] = index == 0 ? _values[path]
                : _known.TryGetValue(path, out var known) ? Completed(known, _values[path])
                : ValueOf(type);
        }

        return new PartialRequest(values.ToImmutable(), variable);
    }

    private T Pick<T>(params ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];

    private Value ValueOf(CelType type)
    {
        switch (_random.Next(12))
        {
            case 0: return default;
            case 1: return Value.Fail("does not fit the schema");
        }

        if (type.Equals(PartialWorld.Address))
        {
            var members = new List<(string, Value)>();
            if (_random.Next(4) > 0) members.Add(("city", Some(CelType.String)));
            if (_random.Next(4) > 0) members.Add(("zip", Some(CelType.Int)));
            if (_random.Next(4) > 0) members.Add(("lines", Some(CelType.ListOf(CelType.String))));
            return Map([.. members]);
        }

        return Some(type);
    }

    private Value Some(CelType type)
    {
        switch (type.Kind)
        {
            case CelTypeKind.Bool: return Pick(Value.True, Value.False);
            case CelTypeKind.Int: return Pick(Value.From(0L), Value.From(1L), Value.From(2L), Value.From(-5L), Value.From(long.MaxValue));
            case CelTypeKind.Double: return Pick(Value.From(0.0), Value.From(-0.0), Value.From(1.5), Value.From(double.NaN), Value.From(1e21), Value.From(double.NegativeInfinity));
            case CelTypeKind.String: return Pick(Value.From("x"), Value.From("clerk"), Value.From("it's"), Value.From(""), Value.From("1"), Value.From("é😀\n"), Value.From("["));
            case CelTypeKind.Timestamp: return Pick(PartialRequest.Now, Value.From(new Timestamp(Timestamp.MinSeconds, 0)), Value.From(new Timestamp(1_700_000_000, 123)));
            case CelTypeKind.Duration: return Pick(Value.FromDuration(0), Value.FromDuration(-1), Value.FromDuration(long.MinValue), Value.FromDuration(3_600_000_000_000));
            case CelTypeKind.Wrapper: return Pick(Value.Null, Value.From("x"));
            case CelTypeKind.List: return List([.. Enumerable.Range(0, _random.Next(4)).Select(_ => Some(type.Parameters[0]))]);
            case CelTypeKind.Map when type.Parameters[0].Kind == CelTypeKind.String:
                return Map([.. new[] { "x", "k", "clerk" }.Where(_ => _random.Next(2) == 0).Select(key => (key, Some(type.Parameters[1])))]);
            case CelTypeKind.Map: return Pick(Map(("k", Pick<Value>(Anything))), Map(("x", Value.From("x")), ("k", Map(("k", Value.From(1L))))), Map());
            case CelTypeKind.Opaque when type.IsOptional: return Value.From(Pick(CelOptional.None, CelOptional.Of(Pick<Value>(Anything))));
            case CelTypeKind.Opaque when type.Equals(CelType.Ip): return Pick(CelIp.Parse("10.1.2.3"), CelIp.Parse("fd00::1"));
            case CelTypeKind.Opaque: return Pick(CelCidr.Parse("10.0.0.1/8"), CelCidr.Parse("fd00::/8"));
            default: return Pick<Value>(Anything);
        }
    }

    private Knowledge KnowledgeOf(Value value)
    {
        if (value.AsObject is StringMap map && _random.Next(2) == 0)
        {
            var members = ImmutableDictionary.CreateBuilder<string, Knowledge>(StringComparer.Ordinal);
            var isComplete = _random.Next(3) == 0;
            foreach (var (key, item) in map.Entries)
            {
                if (_random.Next(3) > 0) members[key] = KnowledgeOf(item);
                else if (isComplete) members[key] = Language.PartialEvaluation.Knowledge.Unknown;
            }

            foreach (var absent in new[] { "k", "x", "city", "zip" }.Where(key => !map.TryGet(key, out _)))
                if (_random.Next(2) == 0) members[absent] = Language.PartialEvaluation.Knowledge.Missing;
            return new Knowledge.PartlyKnownObject(members.ToImmutable(), isComplete);
        }

        if (value.AsList is { } list && _random.Next(3) == 0)
        {
            return new Knowledge.PartlyKnownList(
                [.. list.Items.ToArray().Select(item => _random.Next(2) == 0 ? KnowledgeOf(item) : Language.PartialEvaluation.Knowledge.Unknown)]);
        }

        return Language.PartialEvaluation.Knowledge.Of(value);
    }

    /// <summary>A value of which something is true.</summary>
    private Value Completed(Knowledge known, Value value)
    {
        switch (known)
        {
            case Knowledge.PartlyKnownObject partly:
                var entries = new List<(string, Value)>();
                var map = (StringMap)value.AsObject!;
                foreach (var (key, item) in map.Entries)
                {
                    if (partly[key] is not { } member || member == Language.PartialEvaluation.Knowledge.Unknown)
                    {
                        if (_random.Next(3) > 0) entries.Add((key, Same(item)));
                    }
                    else
                    {
                        entries.Add((key, Completed(member, item)));
                    }
                }

                if (!partly.IsComplete)
                {
                    foreach (var key in new[] { "k", "x" })
                        if (!map.TryGet(key, out _) && partly[key] == Language.PartialEvaluation.Knowledge.Unknown && _random.Next(3) == 0) entries.Add((key, Value.From("x")));
                }

                return Map([.. entries]);
            case Knowledge.PartlyKnownList list:
                var items = value.AsList!.Items.ToArray();
                for (var i = 0; i < items.Length; i++)
                {
                    items[i] = list.Elements[i] == Language.PartialEvaluation.Knowledge.Unknown ? Same(items[i]) : Completed(list.Elements[i], items[i]);
                }

                return List(items);
            default:
                return value;
        }
    }

    /// <summary>Another value of the kind.</summary>
    private Value Same(Value value) => value.Kind switch
    {
        ValueKind.Int => Some(CelType.Int),
        ValueKind.String => Some(CelType.String),
        ValueKind.Double => Some(CelType.Double),
        ValueKind.Bool => Some(CelType.Bool),
        _ => value,
    };

    private static Value List(params Value[] items) => Value.From(new CelList(items));

    private static Value Map(params (string Key, Value Value)[] entries) =>
        Value.From(new StringMap([.. entries.Select(entry => new KeyValuePair<string, Value>(entry.Key, entry.Value))]));
}

using System.Collections.Concurrent;
using System.Collections.Immutable;
using Pdp.Engine.Sources;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Engine.Compilation;

/// <summary>
/// The kinds of one root (its types, an action's names) and what the schema says of each, as record types. Several compilations may
/// use one.
/// </summary>
internal sealed class KindTable
{
    private readonly string _root;
    private readonly ImmutableArray<string> _names;
    private readonly ImmutableArray<RecordType> _records;
    private readonly ConcurrentDictionary<string, KindClasses> _classes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<KindSet, RecordType> _unions = [];

    /// <param name="root">The root.</param>
    /// <param name="schemas">What the schema says; empty: nothing, and every attribute is <c>dyn</c>.</param>
    /// <param name="read">The members that some expression reads.</param>
    public KindTable(string root, ImmutableArray<EntitySchema> schemas, IEnumerable<string> read)
    {
        _root = root;
        IsDeclared = !schemas.IsEmpty;
        _names = [.. schemas.Select(schema => schema.Name)];
        _records = IsDeclared
            ? [.. schemas.Select(Record)]
            : [new RecordType(root, Own(null).Concat(read.Where(name => !Roots.IsOwnMember(root, name)).Select(Untyped)), isOpen: true, isEntityRoot: true)];
        All = KindSet.Where(_records.Length, _ => true);
    }

    /// <summary>Whether a schema speaks of this root.</summary>
    public bool IsDeclared { get; }

    /// <summary>The declared names; none when nothing is declared.</summary>
    public ImmutableArray<string> Names => _names;

    public KindSet All { get; }

    public int Count => _records.Length;

    /// <summary>The record of one kind.</summary>
    public RecordType this[int position] => _records[position];

    /// <summary>The kinds of these names.</summary>
    public KindSet Named(Func<string, bool> test) => KindSet.Where(Count, i => !IsDeclared || test(_names[i]));

    /// <summary>The kinds parted into those that are all the same to an expression that reads these members.</summary>
    public KindClasses Classes(IReadOnlyCollection<string> members)
    {
        var sorted = members.Order(StringComparer.Ordinal).ToList();
        var key = string.Join('\n', sorted);
        if (_classes.TryGetValue(key, out var classes)) return classes;
        var firsts = new List<int>();
        var numbers = new int[Count];
        for (var i = 0; i < Count; i++)
        {
            var record = _records[i];
            numbers[i] = firsts.FindIndex(first => sorted.TrueForAll(name => AreAlike(_records[first], record, name)));
            if (numbers[i] >= 0) continue;
            numbers[i] = firsts.Count;
            firsts.Add(i);
        }

        return _classes[key] = new KindClasses([.. firsts], numbers);
    }

    /// <summary>A record for any of several kinds: a member has a type where all agree, and is <c>dyn</c> where they do not.</summary>
    public RecordType Union(KindSet kinds)
    {
        // nothing is known of what is not declared, and it is all one
        if (!IsDeclared) return _records[0];
        if (_unions.TryGetValue(kinds, out var union)) return union;
        var records = kinds.Positions.Select(i => _records[i]).ToList();
        var names = records.SelectMany(record => record.Members.Keys).Distinct(StringComparer.Ordinal);
        union = new RecordType(_root, names.Select(name => Join(records, name)), records.Exists(record => record.IsOpen), isEntityRoot: true);
        return _unions[kinds] = union;
    }

    private static RecordMember Join(List<RecordType> records, string name)
    {
        var members = records.Select(record => record.Members.GetValueOrDefault(name)).ToList();
        var first = members.Find(member => member is not null)!;
        var agree = members.TrueForAll(member => member is not null && member.Type.Equals(first.Type));
        if (!agree) return Untyped(name);
        return new RecordMember(
            name, first.Type, members.TrueForAll(member => member!.Required),
            members.TrueForAll(member => member!.EnumValues.SequenceEqual(first.EnumValues)) ? first.EnumValues : [])
        {
            MaxSize = members.TrueForAll(member => member!.MaxSize is not null) ? members.Max(member => member!.MaxSize) : null,
        };
    }

    /// <summary>Whether two records say the same of a member, so that an expression that reads it means the same.</summary>
    public static bool AreAlike(RecordType left, RecordType right, string name)
    {
        var one = left.Members.GetValueOrDefault(name);
        var other = right.Members.GetValueOrDefault(name);
        if (one is null || other is null) return one is null && other is null && left.IsOpen == right.IsOpen;
        return one.Type.Equals(other.Type) && one.Required == other.Required && one.MaxSize == other.MaxSize
            && one.Known is null && other.Known is null
            && one.EnumValues.SequenceEqual(other.EnumValues);
    }

    private RecordType Record(EntitySchema schema)
    {
        var members = schema.Attributes
            .Where(attribute => !Roots.IsOwnMember(_root, attribute.Member.Name))
            .DistinctBy(attribute => attribute.Member.Name)
            .Select(attribute => attribute.Member with
            {
                Type = TypeOf(attribute),
                Required = attribute.Member.Required || !attribute.Default.IsMissing,
            });
        return new RecordType(_root, Own(schema.Name).Concat(members), schema.IsOpen, isEntityRoot: true);
    }

    private static CelType TypeOf(AttributeSchema attribute)
    {
        var type = attribute.Member.Type;
        if (!attribute.IsNullable) return type;
        return type.Kind switch
        {
            CelTypeKind.Bool or CelTypeKind.Int or CelTypeKind.Uint or CelTypeKind.Double or CelTypeKind.String =>
                CelType.WrapperOf(type),
            CelTypeKind.Timestamp or CelTypeKind.Duration => type,
            _ => CelType.Dyn,
        };
    }

    private IEnumerable<RecordMember> Own(string? kind)
    {
        if (_root == Roots.Context) yield break;
        var names = kind is null ? ImmutableArray<string>.Empty : _names;
        yield return new RecordMember(_root == Roots.Action ? "name" : "type", CelType.String, true, names)
        {
            Known = kind is null ? null : Value.From(kind),
        };
        if (_root != Roots.Action) yield return new RecordMember("id", CelType.String, true, []);
        yield return new RecordMember(Roots.Properties, CelType.MapOf(CelType.String, CelType.Dyn), true, []);
    }

    private static RecordMember Untyped(string name) => new(name, CelType.Dyn, false, []);
}

using System.Collections.Immutable;

namespace Pdp.Language.Types;

/// <summary>What kind of type a <see cref="CelType"/> is.</summary>
public enum CelTypeKind
{
    /// <summary>Any value; the checker asks nothing.</summary>
    Dyn,

    /// <summary>The type of an expression that did not check; assignable to everything so that one error is told once.</summary>
    Error,

    /// <summary><c>null_type</c>.</summary>
    Null,

    /// <summary><c>bool</c>.</summary>
    Bool,

    /// <summary><c>int</c>, 64 bits, signed.</summary>
    Int,

    /// <summary><c>uint</c>, 64 bits.</summary>
    Uint,

    /// <summary><c>double</c>.</summary>
    Double,

    /// <summary><c>string</c>.</summary>
    String,

    /// <summary><c>bytes</c>.</summary>
    Bytes,

    /// <summary><c>google.protobuf.Timestamp</c>.</summary>
    Timestamp,

    /// <summary><c>google.protobuf.Duration</c>.</summary>
    Duration,

    /// <summary><c>list(E)</c>.</summary>
    List,

    /// <summary><c>map(K, V)</c>.</summary>
    Map,

    /// <summary><c>type(T)</c>.</summary>
    Type,

    /// <summary>A named type with parameters and no visible parts: <c>optional_type(T)</c>, <c>net.IP</c>, <c>net.CIDR</c>.</summary>
    Opaque,

    /// <summary><c>wrapper(T)</c>: a primitive or null.</summary>
    Wrapper,

    /// <summary>A type parameter of an overload.</summary>
    Parameter,

    /// <summary>An object with known members: a <see cref="RecordType"/>. At run time a map with string keys.</summary>
    Record,

    /// <summary>A message type by name; only conformance data use it.</summary>
    Message,
}

/// <summary>A type of the checker. Types are immutable and compare by value.</summary>
public record CelType
{
    /// <summary>Makes a type; use the static members.</summary>
    protected CelType(CelTypeKind kind, string name, ImmutableArray<CelType> parameters)
    {
        Kind = kind;
        Name = name;
        Parameters = parameters;
        Size = 1;
        foreach (var parameter in parameters) Size += parameter.Size;
    }

    /// <summary>What kind of type this is.</summary>
    public CelTypeKind Kind { get; }

    /// <summary>The name without parameters: <c>int</c>, <c>list</c>, <c>net.IP</c>, <c>T</c>.</summary>
    public string Name { get; }

    /// <summary>Type parameters: one for list, type, wrapper and optional, two for map.</summary>
    public ImmutableArray<CelType> Parameters { get; }

    /// <summary>Number of types that the type consists of, itself included; the checker bounds it.</summary>
    internal int Size { get; }

    /// <summary>Any value.</summary>
    public static CelType Dyn { get; } = new(CelTypeKind.Dyn, "dyn", []);

    /// <summary><c>google.protobuf.Any</c>: any value, as <see cref="Dyn"/> is, under a name of its own.</summary>
    public static CelType Any { get; } = new(CelTypeKind.Dyn, "any", []);

    /// <summary>The type of what did not check.</summary>
    public static CelType Error { get; } = new(CelTypeKind.Error, "!error!", []);

    /// <summary><c>null_type</c>.</summary>
    public static CelType Null { get; } = new(CelTypeKind.Null, "null_type", []);

    /// <summary><c>bool</c>.</summary>
    public static CelType Bool { get; } = new(CelTypeKind.Bool, "bool", []);

    /// <summary><c>int</c>.</summary>
    public static CelType Int { get; } = new(CelTypeKind.Int, "int", []);

    /// <summary><c>uint</c>.</summary>
    public static CelType Uint { get; } = new(CelTypeKind.Uint, "uint", []);

    /// <summary><c>double</c>.</summary>
    public static CelType Double { get; } = new(CelTypeKind.Double, "double", []);

    /// <summary><c>string</c>.</summary>
    public static CelType String { get; } = new(CelTypeKind.String, "string", []);

    /// <summary><c>bytes</c>.</summary>
    public static CelType Bytes { get; } = new(CelTypeKind.Bytes, "bytes", []);

    /// <summary><c>google.protobuf.Timestamp</c>.</summary>
    public static CelType Timestamp { get; } = new(CelTypeKind.Timestamp, "google.protobuf.Timestamp", []);

    /// <summary><c>google.protobuf.Duration</c>.</summary>
    public static CelType Duration { get; } = new(CelTypeKind.Duration, "google.protobuf.Duration", []);

    /// <summary><c>net.IP</c>.</summary>
    public static CelType Ip { get; } = new(CelTypeKind.Opaque, "net.IP", []);

    /// <summary><c>net.CIDR</c>.</summary>
    public static CelType Cidr { get; } = new(CelTypeKind.Opaque, "net.CIDR", []);

    /// <summary><c>list(dyn)</c>.</summary>
    public static CelType DynList { get; } = ListOf(Dyn);

    /// <summary><c>map(dyn, dyn)</c>.</summary>
    public static CelType DynMap { get; } = MapOf(Dyn, Dyn);

    /// <summary><c>list(element)</c>.</summary>
    public static CelType ListOf(CelType element) => new(CelTypeKind.List, "list", [element]);

    /// <summary><c>map(key, value)</c>.</summary>
    public static CelType MapOf(CelType key, CelType value) => new(CelTypeKind.Map, "map", [key, value]);

    /// <summary><c>type(of)</c>, the type of a type.</summary>
    public static CelType TypeOf(CelType of) => new(CelTypeKind.Type, "type", [of]);

    /// <summary>What the name <c>type</c> denotes.</summary>
    public static CelType TypeOfTypes { get; } = new(CelTypeKind.Type, "type", []);

    /// <summary>What the name <c>optional_type</c> denotes.</summary>
    internal static CelType OptionalOfAny { get; } = Opaque("optional_type");

    /// <summary><c>optional_type(of)</c>.</summary>
    public static CelType OptionalOf(CelType of) => new(CelTypeKind.Opaque, "optional_type", [of]);

    /// <summary>An opaque type by name.</summary>
    public static CelType Opaque(string name, params ImmutableArray<CelType> parameters) =>
        new(CelTypeKind.Opaque, name, parameters);

    /// <summary><c>wrapper(of)</c>: the primitive or null.</summary>
    public static CelType WrapperOf(CelType of) => new(CelTypeKind.Wrapper, "wrapper", [of]);

    /// <summary>A type parameter, as <c>T</c> in <c>list(T)</c>.</summary>
    public static CelType Parameter(string name) => new(CelTypeKind.Parameter, name, []);

    /// <summary>A message type by its full name.</summary>
    public static CelType Message(string name) => new(CelTypeKind.Message, name, []);

    /// <summary>The same constructor with other parameters.</summary>
    internal CelType WithParameters(ImmutableArray<CelType> parameters) => new(Kind, Name, parameters);

    /// <summary>Whether this is <c>optional_type(…)</c>.</summary>
    public bool IsOptional => Kind == CelTypeKind.Opaque && Parameters.Length == 1 && Name == "optional_type";

    /// <inheritdoc/>
    public virtual bool Equals(CelType? other) =>
        ReferenceEquals(this, other)
        || (other is not null && EqualityContract == other.EqualityContract && Kind == other.Kind
            && string.Equals(Name, other.Name, StringComparison.Ordinal)
            && Parameters.AsSpan().SequenceEqual(other.Parameters.AsSpan()));

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Kind);
        hash.Add(Name, StringComparer.Ordinal);
        foreach (var parameter in Parameters) hash.Add(parameter);
        return hash.ToHashCode();
    }

    /// <summary>The type as CEL prints it: <c>map(string, list(int))</c>.</summary>
    public sealed override string ToString() => Parameters.Length switch
    {
        0 => Name,
        _ => $"{Name}({string.Join(", ", Parameters)})",
    };
}

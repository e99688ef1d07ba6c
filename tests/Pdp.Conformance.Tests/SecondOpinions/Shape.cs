namespace Pdp.Conformance.Tests.SecondOpinions;

/// <summary>The kinds of value that expressions are generated for.</summary>
internal enum Kind
{
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    Timestamp,
    Duration,
    Null,
    Type,
    List,
    Map,
}

/// <summary>A kind with the kinds of its parts: what a list holds, what a map maps from and to.</summary>
internal readonly record struct Shape(Kind Kind, Kind Item = Kind.Int, Kind Key = Kind.String)
{
    public static implicit operator Shape(Kind kind) => new(kind);

    public static Shape ListOf(Kind item) => new(Kind.List, item);

    public static Shape MapOf(Kind key, Kind item) => new(Kind.Map, item, key);
}

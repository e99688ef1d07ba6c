namespace Pdp.Language.Cost;

/// <summary>The attribute that a size comes from.</summary>
/// <param name="Path">As conditions name it; elements of a list as <c>subject.groups[]</c>.</param>
/// <param name="Schema">Where the schema that describes it is found, in words: <c>subject type `user`</c>; null when there is none.</param>
public sealed record SizeOrigin(string Path, string? Schema)
{
    /// <summary>A member or element of it.</summary>
    public SizeOrigin Child(string step) => new(Path + step, Schema);
}

/// <summary>A bound that a schema has or could have.</summary>
/// <param name="Origin">Of what.</param>
/// <param name="IsCount">Whether it bounds elements, and not characters.</param>
public sealed record SizeBound(SizeOrigin Origin, bool IsCount)
{
    /// <summary>UTF-16 units, which sizes count, that one of the code points of <c>maxLength</c> has at most.</summary>
    public const int UnitsPerCharacter = 2;

    /// <summary>JSON Schema's keyword.</summary>
    public string Keyword => IsCount ? "maxItems" : "maxLength";
}

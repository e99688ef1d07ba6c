namespace Pdp.Wire.Requests;

/// <summary>Something wrong with a request.</summary>
/// <param name="Field">The place: <c>subject.properties.address.zip</c>, <c>context.tags[3]</c>; empty for the whole request.</param>
/// <param name="Description">What is wrong there: lower case, no full stop.</param>
public readonly record struct Violation(string Field, string Description)
{
    /// <inheritdoc/>
    public override string ToString() => Field.Length == 0 ? Description : $"`{Field}`: {Description}";
}

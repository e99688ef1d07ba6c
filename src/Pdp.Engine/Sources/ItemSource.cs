namespace Pdp.Engine.Sources;

/// <summary>A member of a policy's <c>rules</c>: a rule, an inline policy or a reference.</summary>
public abstract record ItemSource
{
    /// <summary>The id; a reference's is the id it names.</summary>
    public required string Id { get; init; }

    /// <summary>Where the item stands.</summary>
    public required SourceLocation Location { get; init; }
}

namespace Pdp.Bundles.Sources.Https;

/// <summary>What came of asking for a bundle: a body, the word that nothing has changed, or a failure.</summary>
internal sealed record Fetched
{
    /// <summary>The archive; null: there is none.</summary>
    public MemoryStream? Body { get; init; }

    /// <summary>The tag of the body, as sent; null: it has none.</summary>
    public string? Tag { get; init; }

    /// <summary>Why there is neither a body nor the word that nothing has changed; null: there is one of them.</summary>
    public string? Problem { get; init; }

    /// <summary>What to do about it, or null.</summary>
    public string? Help { get; init; }

    /// <summary>How long the server asks to be left alone; null: it does not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The server has what it had.</summary>
    public bool IsUnchanged => Body is null && Problem is null;

    /// <summary>A failure.</summary>
    public static Fetched Failed(string problem, string? help = null) => new() { Problem = problem, Help = help };
}

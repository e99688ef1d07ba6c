namespace Pdp.Client;

/// <summary>
/// Keeping decisions for a moment. It saves a round trip and costs freshness: a change of policies is heard of at once, a change of
/// attributes that the PDP itself looks up is not. Errors and answers with obligations are never kept; nothing is used while the PDP's
/// notices of changes (<c>Watch</c>) do not come in.
/// </summary>
public sealed class DecisionCacheOptions
{
    /// <summary>Whether decisions are kept. Default: false.</summary>
    public bool IsEnabled { get; set; }

    /// <summary>How long a permission is used, at most 1 minute. Default: 5 s.</summary>
    public TimeSpan PermitLifetime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a denial is used, at most 1 minute. Default: 1 s.</summary>
    public TimeSpan DenyLifetime { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many are kept at most. Default: 10,000.</summary>
    public int MaxEntries { get; set; } = 10_000;

    /// <summary>How long the PDP may be silent at most, from 1 s to 1 min; after three times as long nothing kept is used. Default: 1 s.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(1);
}

namespace Pdp.Identity.WorkloadApi;

/// <summary>How much the Workload API may send.</summary>
internal static class WorkloadLimits
{
    /// <summary>The largest message, in bytes.</summary>
    public const int LargestMessage = 4 * 1024 * 1024;

    /// <summary>The most identities in a message.</summary>
    public const int MostSvids = 64;

    /// <summary>The most certificates of one identity.</summary>
    public const int LongestChain = 16;

    /// <summary>The most trust domains in a message.</summary>
    public const int MostTrustDomains = 1024;

    /// <summary>The most authorities of one trust domain.</summary>
    public const int MostAuthorities = 256;

    /// <summary>The most lists of revoked certificates in a message.</summary>
    public const int MostLists = 256;

    /// <summary>The longest hint, in bytes of UTF-8 (SPIFFE Workload API, section 5.2.1).</summary>
    public const int LongestHint = 1024;
}

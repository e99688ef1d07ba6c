namespace Pdp.Identity.Settings;

/// <summary>An issuer whose tokens are taken, and on which terms.</summary>
public sealed record IssuerSettings
{
    /// <summary>The issuer's identifier, exactly as its tokens' <c>iss</c>; or the trust domain's name.</summary>
    public required string Name { get; init; }

    /// <summary>By which rules.</summary>
    public TokenProfile Profile { get; init; }

    /// <summary>For whom tokens may be meant: one of them has to be in <c>aud</c>, exactly.</summary>
    public required IReadOnlyList<string> Audiences { get; init; }

    /// <summary>The algorithms.</summary>
    public required IReadOnlyList<string> Algorithms { get; init; }

    /// <summary>The types, in lower case; an empty text is a header without <c>typ</c>.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>The claims that have to be there.</summary>
    public required IReadOnlyList<string> RequiredClaims { get; init; }

    /// <summary>Where its keys are.</summary>
    public required KeyPlace Keys { get; init; }

    /// <summary>The algorithm of RSA keys that do not name theirs.</summary>
    public string? RsaAlgorithm { get; init; }

    /// <summary>The type of its subjects in requests.</summary>
    public string SubjectType { get; init; } = "user";

    /// <summary>The claim that is its subjects' id in requests.</summary>
    public string SubjectClaim { get; init; } = "sub";

    /// <summary>How far its clock may be from ours.</summary>
    public TimeSpan Skew { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How old a token may be; null: as old as it says.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>How often its keys are read.</summary>
    public TimeSpan Refresh { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long its keys are not read again for the sake of an unknown one.</summary>
    public TimeSpan LookAgain { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long its keys count when they cannot be read again.</summary>
    public TimeSpan MaxStale { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long one exchange with its server may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What is asked of bound tokens.</summary>
    public BindingRule Binding { get; init; }

    /// <summary>All of these terms as one text: where it is the same, so are they; empty: that is not known.</summary>
    internal string Source { get; init; } = "";
}

namespace Pdp.Client;

/// <summary>
/// Whether something may be done, and why. One that nobody has made (<c>default</c>) denies, as does one that tells of any trouble.
/// </summary>
public readonly struct AuthorizationDecision
{
    private readonly Verdict? _verdict;
    private readonly IReadOnlyList<Obligation>? _obligations;

    internal AuthorizationDecision(Verdict verdict, bool fromCache, TimeSpan elapsed)
    {
        _verdict = verdict;
        _obligations = verdict.Obligations;
        FromCache = fromCache;
        Elapsed = elapsed;
    }

    /// <summary>Whether it may be done: the only question to ask before doing it.</summary>
    public bool IsPermitted => _verdict is { Effect: Effect.Permit };

    /// <summary>What the answer comes to.</summary>
    public Effect Effect => _verdict?.Effect ?? Effect.Unspecified;

    /// <summary>Why.</summary>
    public ReasonCode Reason => _verdict?.Reason ?? ReasonCode.Unspecified;

    /// <summary>What the policies' authors want people to be told; empty when they say nothing. It may be shown to the user.</summary>
    public string UserReason => _verdict?.UserReason ?? "";

    /// <summary>What is wrong, for logs: it may name attributes and servers, and must not be shown to the user. Empty when nothing is.</summary>
    public string Detail => _verdict?.Detail ?? "";

    /// <summary>The revision of the policies that decided; empty when none did.</summary>
    public string PolicyRevision => _verdict?.Revision ?? "";

    /// <summary>Names the answer in the PDP's records; empty when there is none. A cached decision has that of the answer it is from.</summary>
    public string DecisionId => _verdict?.DecisionId ?? "";

    /// <summary>What has to be done when the decision is acted on: all of it was done by a handler, or is understood by the application.</summary>
    public IReadOnlyList<Obligation> Obligations => _obligations ?? [];

    /// <summary>What may be done when the decision is acted on.</summary>
    public IReadOnlyList<Advice> Advice => _verdict?.Advice ?? [];

    /// <summary>Whether it is an earlier answer to the same question.</summary>
    public bool FromCache { get; }

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>A decision that nobody has asked a PDP for: for tests of applications.</summary>
    /// <param name="effect">What it comes to.</param>
    /// <param name="reason">Why; must be <see cref="ReasonCode.Permitted"/> when, and only when, it permits.</param>
    /// <param name="obligations">What has to be done.</param>
    /// <exception cref="ArgumentException">The two contradict each other.</exception>
    public static AuthorizationDecision ForTesting(Effect effect, ReasonCode reason, params IReadOnlyList<Obligation> obligations)
    {
        if (effect == Effect.Permit != (reason == ReasonCode.Permitted))
            throw new ArgumentException($"a decision to {effect} cannot be because of {reason}", nameof(reason));
        return new AuthorizationDecision(new Verdict { Effect = effect, Reason = reason, Obligations = obligations }, fromCache: false, TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public override string ToString() => Detail.Length == 0 ? $"{Effect} ({Reason.Name()})" : $"{Effect} ({Reason.Name()}): {Detail}";
}

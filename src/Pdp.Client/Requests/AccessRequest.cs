using Pdp.Contracts.V1;

namespace Pdp.Client;

/// <summary>
/// May this subject do this action on this resource, in this context? It may be asked any number of times, by many at once; what it is
/// made of cannot be changed any more once it has been.
/// </summary>
/// <example><code>
/// new AccessRequest
/// {
///     Subject = new PdpSubject("user", "alice") { ["department"] = "sales" },
///     Action = "read",
///     Resource = new PdpResource("document", "roadmap"),
///     Context = { ["ip"] = "10.0.0.1" },
/// }
/// </code></example>
public sealed class AccessRequest
{
    private FrozenRequest? _frozen;

    /// <summary>Who.</summary>
    public required PdpSubject Subject { get; init; }

    /// <summary>Does what.</summary>
    public required PdpAction Action { get; init; }

    /// <summary>To what.</summary>
    public required PdpResource Resource { get; init; }

    /// <summary>Under which circumstances.</summary>
    public AttributeMap Context { get; init; } = [];

    /// <summary>How long the answer may take, all attempts together, a minute at most; null: as long as the client's options say.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// A revision that must be in force, or have been, when it is decided: that of a change this caller knows of. Empty: any will do. The
    /// answer is <see cref="ReasonCode.StalePolicy"/> when the PDP is not there in time.
    /// </summary>
    public string MinRevision { get; init; } = "";

    /// <summary>
    /// The subject's token, as it was issued: a JWT, without a scheme before it. The PDP verifies it, and its policies rest on what the issuer
    /// says; <see cref="Subject"/> may be <see cref="PdpSubject.OfToken"/> then. Empty: there is none. The answer is
    /// <see cref="ReasonCode.TokenRefused"/> when it is not taken. Answers to requests with a token are not kept.
    /// </summary>
    public string SubjectToken { get; init; } = "";

    /// <summary>The size in bytes.</summary>
    internal int Size => Freeze().Bytes.Length;

    // whoever leaves out a part against the compiler's advice gets a denial that says so, as for all that cannot be sent
    private string? Missing => Subject is null ? "subject" : Action is null ? "action" : Resource is null ? "resource" : Context is null ? "context" : MinRevision is null ? "min_revision" : SubjectToken is null ? "subject_token" : null;

    // two who come at the same time make equal ones
    internal FrozenRequest Freeze()
    {
        if (Volatile.Read(ref _frozen) is { } frozen) return frozen;
        frozen = Missing is { } part
            ? new FrozenRequest(new CheckRequest(), [], $"`{part}` is null")
            : FrozenRequest.Of(new CheckRequest
            {
                Subject = Subject.Freeze(), Action = Action.Freeze(), Resource = Resource.Freeze(),
                Context = Context.Freeze(), MinRevision = MinRevision, SubjectToken = SubjectToken,
            });
        Volatile.Write(ref _frozen, frozen);
        return frozen;
    }
}

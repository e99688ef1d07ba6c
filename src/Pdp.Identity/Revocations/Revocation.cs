namespace Pdp.Identity.Revocations;

/// <summary>Something that does not count any more, though nothing else says so yet.</summary>
public sealed record Revocation
{
    /// <summary>The longest value, in characters.</summary>
    public const int LongestValue = 2048;

    /// <summary>The longest reason, in characters.</summary>
    public const int LongestReason = 512;

    /// <summary>What kind of thing it is.</summary>
    public required RevokedKind Kind { get; init; }

    /// <summary>
    /// The thing: the id of a subject, the <c>sid</c> of a session, the <c>jti</c> of a token, a SPIFFE ID, or the serial number of a certificate in
    /// upper-case hexadecimal without leading zeros.
    /// </summary>
    public required string Value { get; init; }

    /// <summary>The type of a subject; null for all others.</summary>
    public string? SubjectType { get; init; }

    /// <summary>Whose session or token it is: the issuer as configured; null: anybody's.</summary>
    public string? Issuer { get; init; }

    /// <summary>
    /// Of a subject: only what was issued before counts no more, so that the subject may sign in again; null: nothing about the subject does, with or
    /// without a token.
    /// </summary>
    public DateTimeOffset? TokensBefore { get; init; }

    /// <summary>When it may be forgotten; null: never.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Why, for the records; may be empty.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The thing that it is about.</summary>
    public RevokedThing Thing => new(Kind, SubjectType, Value, Issuer);

    /// <summary>Whether it counts at a time.</summary>
    public bool CountsAt(DateTimeOffset now) => Until is not { } until || now < until;

    /// <summary>What both say of one thing: it counts for as long as either says.</summary>
    internal Revocation And(Revocation other) => other with
    {
        Until = Until is null || other.Until is null ? null : Until > other.Until ? Until : other.Until,
        TokensBefore = TokensBefore is null || other.TokensBefore is null ? null : TokensBefore > other.TokensBefore ? TokensBefore : other.TokensBefore,
    };

    /// <summary>A serial number as <see cref="Value"/> has it; null: the text is none.</summary>
    public static string? Serial(string? text)
    {
        var digits = text?.Replace(":", "", StringComparison.Ordinal).ToUpperInvariant();
        return digits is { Length: > 0 and <= 80 } && digits.All(char.IsAsciiHexDigitUpper) ? digits.TrimStart('0') is { Length: > 0 } plain ? plain : "0" : null;
    }
}

/// <summary>A thing that can be revoked.</summary>
/// <param name="Kind">What kind of thing it is.</param>
/// <param name="SubjectType">The type of a subject; null for all others.</param>
/// <param name="Value">The thing, as <see cref="Revocation.Value"/> has it.</param>
/// <param name="Issuer">Whose session or token it is; null: anybody's.</param>
public readonly record struct RevokedThing(RevokedKind Kind, string? SubjectType, string Value, string? Issuer);

/// <summary>What kinds of things can be revoked.</summary>
public enum RevokedKind
{
    /// <summary>A subject, as requests name it.</summary>
    Subject,

    /// <summary>A session (<c>sid</c>).</summary>
    Session,

    /// <summary>A token (<c>jti</c>).</summary>
    Token,

    /// <summary>A workload, by its SPIFFE ID: as a caller and as a subject.</summary>
    SpiffeId,

    /// <summary>A certificate, by its serial number.</summary>
    Certificate,
}

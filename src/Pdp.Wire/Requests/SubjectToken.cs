namespace Pdp.Wire.Requests;

/// <summary>
/// The property of a subject that holds the claims of a verified token. No caller may state it, whatever the channel: a policy that reads
/// <c>subject.token</c> would believe a caller what only an issuer can say.
/// </summary>
public static class SubjectToken
{
    /// <summary>The property.</summary>
    public const string Property = "token";

    internal const string Part = "subject";
    internal const string Place = "subject.properties.token";
    internal const string Stated = "is what a verified token says, and cannot be stated: send the token itself";

    internal const string AtOdds = "is at odds with what the token says: leave it out";

    internal static ReadOnlySpan<byte> PropertyBytes => "token"u8;
}

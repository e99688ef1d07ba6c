namespace Pdp.Server.Access;

/// <summary>A key of which the server knows the digest alone.</summary>
/// <param name="Name">Whose it is.</param>
/// <param name="Digest">The SHA-256 of its text.</param>
/// <param name="Expires">When it ends to count; null: never.</param>
internal sealed record ApiKey(string Name, KeyDigest Digest, DateTimeOffset? Expires)
{
    /// <summary>Whether it counts at a time.</summary>
    public bool CountsAt(DateTimeOffset now) => Expires is not { } expires || now < expires;
}

using System.Text;

namespace Pdp.Bundles.Sources.Git.Signatures;

/// <summary>
/// Parts a commit, or a tag, into its signature and what that covers, octet by octet: texts of a commit may be of any encoding. As git does it: the
/// signature is the header <c>gpgsig</c> with its continuations, which begin with a space; neither it nor any other header whose name begins so
/// is covered.
/// </summary>
internal static class SignedOctets
{
    private static ReadOnlySpan<byte> Header => "gpgsig "u8;

    private static ReadOnlySpan<byte> Prefix => "gpgsig"u8;

    // how signatures of tags begin, whatever made them
    private static readonly byte[][] Beginnings =
        [.. new[] { SshSignature.Begin, "-----BEGIN PGP SIGNATURE-----", "-----BEGIN PGP MESSAGE-----", "-----BEGIN SIGNED MESSAGE-----" }.Select(Encoding.ASCII.GetBytes)];

    /// <summary>Parts a tag: as git does it, its signature is what follows from the last line on that begins one.</summary>
    /// <param name="tag">Its octets.</param>
    /// <returns>The signature, or null; and what it covers.</returns>
    public static (string? Signature, byte[] Signed) OfTag(ReadOnlySpan<byte> tag)
    {
        var start = tag.Length;
        for (var at = 0; at < tag.Length;)
        {
            var line = tag[at..];
            foreach (var beginning in Beginnings)
            {
                if (line.StartsWith(beginning)) start = at;
            }

            var end = line.IndexOf((byte)'\n');
            at = end < 0 ? tag.Length : at + end + 1;
        }

        return (start < tag.Length ? Encoding.Latin1.GetString(tag[start..]) : null, tag[..start].ToArray());
    }

    /// <summary>Parts a commit.</summary>
    /// <param name="commit">Its octets.</param>
    /// <returns>The signature, of several all of them, or null; and what it covers.</returns>
    public static (string? Signature, byte[] Signed) Of(ReadOnlySpan<byte> commit)
    {
        var signature = new StringBuilder();
        using var signed = new MemoryStream(commit.Length);
        var (isSignature, isLeftOut) = (false, false);
        while (!commit.IsEmpty && commit[0] != '\n')
        {
            var end = commit.IndexOf((byte)'\n');
            var line = end < 0 ? commit : commit[..(end + 1)];
            commit = commit[line.Length..];
            if (line[0] != ' ') (isSignature, isLeftOut) = (line.StartsWith(Header), line.StartsWith(Prefix));
            if (isSignature) signature.Append(Encoding.Latin1.GetString(line[(line[0] == ' ' ? 1 : Header.Length)..]));
            if (!isLeftOut) signed.Write(line);
        }

        signed.Write(commit);
        return (signature.Length > 0 ? signature.ToString() : null, signed.ToArray());
    }
}

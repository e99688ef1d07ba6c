using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Pdp.Server.Transport;

/// <summary>The subject alternative names of a certificate (RFC 5280, section 4.2.1.6), exactly as they stand there.</summary>
/// <param name="Uris">The URIs.</param>
/// <param name="Dns">The host names.</param>
/// <param name="IsCritical">Whether the extension is critical.</param>
internal sealed record AlternativeNames(ImmutableArray<string> Uris, ImmutableArray<string> Dns, bool IsCritical)
{
    private const string Oid = "2.5.29.17";
    private static readonly Asn1Tag DnsTag = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag UriTag = new(TagClass.ContextSpecific, 6);

    /// <summary>Reads them.</summary>
    /// <returns>Null when the extension is malformed, or stands there more than once.</returns>
    public static AlternativeNames? Of(X509Certificate2 certificate)
    {
        var extensions = certificate.Extensions.Where(static one => one.Oid?.Value == Oid).ToArray();
        if (extensions.Length == 0) return new AlternativeNames([], [], IsCritical: false);
        if (extensions.Length > 1) return null;
        try
        {
            var uris = ImmutableArray.CreateBuilder<string>();
            var dns = ImmutableArray.CreateBuilder<string>();
            var reader = new AsnReader(extensions[0].RawData, AsnEncodingRules.DER);
            var names = reader.ReadSequence();
            reader.ThrowIfNotEmpty();
            while (names.HasData)
            {
                var tag = names.PeekTag();
                if (tag.HasSameClassAndValue(UriTag)) uris.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, UriTag));
                else if (tag.HasSameClassAndValue(DnsTag)) dns.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, DnsTag));
                else names.ReadEncodedValue();
            }

            return new AlternativeNames(uris.ToImmutable(), dns.ToImmutable(), extensions[0].Critical);
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}

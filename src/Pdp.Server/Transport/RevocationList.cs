using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pdp.Server.Transport;

/// <summary>A list of revoked certificates (RFC 5280, section 5): a whole one, for all certificates of its issuer.</summary>
internal sealed class RevocationList
{
    private const string NumberOid = "2.5.29.20";
    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 0, isConstructed: true);

    private readonly byte[] _signed;
    private readonly string _algorithm;
    private readonly byte[] _signature;
    private readonly HashSet<string> _serials;

    private RevocationList(byte[] signed, string algorithm, byte[] signature, HashSet<string> serials)
    {
        _signed = signed;
        _algorithm = algorithm;
        _signature = signature;
        _serials = serials;
    }

    /// <summary>The name of its issuer: its DER in hexadecimal.</summary>
    public required string Issuer { get; init; }

    /// <summary>From when on it holds.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Until when it holds; null: it does not say.</summary>
    public required DateTimeOffset? Until { get; init; }

    /// <summary>Its number, which grows from list to list; null: it has none.</summary>
    public required BigInteger? Number { get; init; }

    /// <summary>Whether nothing is lost when another goes: it was not made later, the same authorities vouch for both, and all that it revokes this one does.</summary>
    /// <param name="other">The other.</param>
    /// <param name="authorities">The authorities that are known.</param>
    public bool Replaces(RevocationList other, IEnumerable<X509Certificate2> authorities) =>
        Issuer == other.Issuer && From >= other.From && _serials.IsSupersetOf(other._serials) && authorities.All(one => IsOf(one) == other.IsOf(one));

    /// <summary>Reads one. That its signature is right is yet to be seen.</summary>
    /// <param name="der">The list.</param>
    /// <exception cref="AsnContentException">It is malformed.</exception>
    /// <exception cref="NotSupportedException">It says something that may not be passed over, and is not known here.</exception>
    public static RevocationList Read(byte[] der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var list = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var signed = list.ReadEncodedValue().ToArray();
        var algorithm = Algorithm(list);
        var signature = list.ReadBitString(out var unused);
        list.ThrowIfNotEmpty();
        if (unused != 0) throw new AsnContentException();

        var body = new AsnReader(signed, AsnEncodingRules.DER).ReadSequence();
        if (body.PeekTag().HasSameClassAndValue(Asn1Tag.Integer)) body.ReadInteger();
        if (Algorithm(body) != algorithm) throw new AsnContentException();
        var issuer = Convert.ToHexString(body.ReadEncodedValue().Span);
        var from = Time(body);
        DateTimeOffset? until = body.HasData && IsTime(body) ? Time(body) : null;
        var serials = new HashSet<string>(StringComparer.Ordinal);
        if (body.HasData && body.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence)) ReadEntries(body.ReadSequence(), serials);
        BigInteger? number = null;
        if (body.HasData)
        {
            var extensions = body.ReadSequence(ExtensionsTag).ReadSequence();
            ReadExtensions(extensions, (oid, value) =>
            {
                if (oid != NumberOid) return false;
                number = new AsnReader(value, AsnEncodingRules.DER).ReadInteger();
                return true;
            });
        }

        body.ThrowIfNotEmpty();
        return new RevocationList(signed, algorithm, signature, serials) { Issuer = issuer, From = from, Until = until, Number = number };
    }

    /// <summary>The name of the issuer of a list that cannot be read, as <see cref="Issuer"/>; null: that cannot be read either.</summary>
    public static string? IssuerOf(byte[] der)
    {
        try
        {
            var body = new AsnReader(der, AsnEncodingRules.BER).ReadSequence().ReadSequence();
            if (body.PeekTag().HasSameClassAndValue(Asn1Tag.Integer)) body.ReadInteger();
            body.ReadSequence();
            return Convert.ToHexString(body.ReadEncodedValue().Span);
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>Whether it names a certificate.</summary>
    public bool Names(X509Certificate2 certificate) => _serials.Contains(Serial(certificate.SerialNumberBytes.Span));

    /// <summary>Whether it holds at a time.</summary>
    public bool HoldsAt(DateTimeOffset time) => From <= time && (Until is not { } until || time <= until);

    /// <summary>Whether an authority has signed it.</summary>
    public bool IsSignedBy(X509Certificate2 authority)
    {
        if (authority.Extensions.OfType<X509KeyUsageExtension>().Any(static one => !one.KeyUsages.HasFlag(X509KeyUsageFlags.CrlSign))) return false;
        try
        {
            if (Hash(_algorithm) is not { } hash) return false;
            if (_algorithm.StartsWith("1.2.840.10045.", StringComparison.Ordinal))
            {
                using var curve = authority.GetECDsaPublicKey();
                return curve?.VerifyData(_signed, _signature, hash, DSASignatureFormat.Rfc3279DerSequence) == true;
            }

            using var rsa = authority.GetRSAPublicKey();
            return rsa?.VerifyData(_signed, _signature, hash, RSASignaturePadding.Pkcs1) == true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>What speaks against relying on it. One of an authority that clients send is held against it when it is known.</summary>
    /// <param name="authorities">The authorities that are known.</param>
    /// <param name="numbers">The highest numbers of lists that were seen, by issuer and the key that signed; gets that of this one.</param>
    /// <returns>Null when nothing does.</returns>
    public string? Problem(IEnumerable<X509Certificate2> authorities, ref ImmutableDictionary<string, BigInteger> numbers)
    {
        var issuers = authorities.Where(IsNamed).ToArray();
        var signer = Array.Find(issuers, IsSignedBy);
        if (issuers.Length > 0 && signer is null) return $"is not signed by `{issuers[0].Subject}`, which it names";
        if (Number is not { } number) return null;

        // with a new key an authority may begin to count anew
        var counted = signer is null ? Issuer : $"{Issuer} {Convert.ToHexString(SHA256.HashData(signer.PublicKey.ExportSubjectPublicKeyInfo()))}";
        if (numbers.TryGetValue(counted, out var before) && number < before) return $"has the number {number}, and there was {before} before";
        numbers = numbers.SetItem(counted, number);
        return null;
    }

    /// <summary>Whether an authority has signed it, under its own name.</summary>
    public bool IsOf(X509Certificate2 authority) => IsNamed(authority) && IsSignedBy(authority);

    /// <summary>Whether an authority has the name that it has for its issuer.</summary>
    public bool IsNamed(X509Certificate2 authority) => string.Equals(Convert.ToHexString(authority.SubjectName.RawData), Issuer, StringComparison.Ordinal);

    private static void ReadEntries(AsnReader entries, HashSet<string> serials)
    {
        while (entries.HasData)
        {
            var entry = entries.ReadSequence();
            serials.Add(Serial(entry.ReadIntegerBytes().Span));
            Time(entry);
            if (entry.HasData) ReadExtensions(entry.ReadSequence(), static (_, _) => false);
            entry.ThrowIfNotEmpty();
        }
    }

    // what is critical and not known may change what the list means: one that is partial or of another's certificates, for example
    private static void ReadExtensions(AsnReader extensions, Func<string, ReadOnlyMemory<byte>, bool> take)
    {
        while (extensions.HasData)
        {
            var extension = extensions.ReadSequence();
            var oid = extension.ReadObjectIdentifier();
            var isCritical = extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && extension.ReadBoolean();
            var value = extension.ReadOctetString();
            if (!take(oid, value) && isCritical) throw new NotSupportedException($"it has the critical extension `{oid}`, which is not known here");
        }
    }

    private static string Algorithm(AsnReader reader)
    {
        var oid = reader.ReadSequence().ReadObjectIdentifier();
        return Hash(oid) is null ? throw new NotSupportedException($"it is signed by the algorithm `{oid}`; RSA (PKCS #1) and ECDSA with SHA-256, SHA-384 or SHA-512 are known") : oid;
    }

    private static HashAlgorithmName? Hash(string algorithm) => algorithm switch
    {
        "1.2.840.113549.1.1.11" or "1.2.840.10045.4.3.2" => HashAlgorithmName.SHA256,
        "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => HashAlgorithmName.SHA384,
        "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => HashAlgorithmName.SHA512,
        _ => null,
    };

    private static bool IsTime(AsnReader reader) =>
        reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) || reader.PeekTag().HasSameClassAndValue(Asn1Tag.GeneralizedTime);

    private static DateTimeOffset Time(AsnReader reader) =>
        reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();

    private static string Serial(ReadOnlySpan<byte> number) => Convert.ToHexString(number.TrimStart((byte)0));
}

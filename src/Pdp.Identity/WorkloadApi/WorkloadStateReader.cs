using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Pdp.Identity.Spiffe;
using Pdp.Identity.WorkloadApi.Messages;

namespace Pdp.Identity.WorkloadApi;

/// <summary>Reads what the Workload API sends (SPIFFE Workload API, sections 5.2 and 5.4): a message counts whole, or not at all.</summary>
internal static class WorkloadStateReader
{
    /// <summary>Reads a message of <c>FetchX509SVID</c>.</summary>
    /// <param name="message">The message.</param>
    /// <param name="error">Why it does not count, or null.</param>
    /// <returns>Null when it does not count.</returns>
    public static WorkloadState? Read(byte[] message, out string? error)
    {
        try
        {
            var response = X509SVIDResponse.Parser.ParseFrom(message);
            error = null;
            return Read(response);
        }
        catch (InvalidProtocolBufferException)
        {
            error = "it is no message";
        }
        catch (WorkloadMessageException exception)
        {
            error = exception.Message;
        }

        return null;
    }

    /// <summary>Reads a message of <c>FetchJWTBundles</c>: the key sets by trust domain, as they stand there.</summary>
    /// <param name="message">The message.</param>
    /// <param name="error">Why it does not count, or null.</param>
    /// <returns>Null when it does not count.</returns>
    public static ImmutableSortedDictionary<string, byte[]>? ReadKeySets(byte[] message, out string? error)
    {
        try
        {
            var response = JWTBundlesResponse.Parser.ParseFrom(message);
            error = null;
            var sets = ImmutableSortedDictionary.CreateBuilder<string, byte[]>(StringComparer.Ordinal);
            foreach (var (domain, set) in Domains(response.Bundles)) sets.Add(domain, set.ToByteArray());
            return sets.ToImmutable();
        }
        catch (InvalidProtocolBufferException)
        {
            error = "it is no message";
        }
        catch (WorkloadMessageException exception)
        {
            error = exception.Message;
        }

        return null;
    }

    private static WorkloadState Read(X509SVIDResponse response)
    {
        if (response.Svids.Count is 0 or > WorkloadLimits.MostSvids) throw Wrong($"it has {response.Svids.Count} identities, expected 1 to {WorkloadLimits.MostSvids}");
        if (response.Crl.Count > WorkloadLimits.MostLists) throw Wrong($"it has {response.Crl.Count} lists of revoked certificates, expected at most {WorkloadLimits.MostLists}");
        var bundles = ImmutableSortedDictionary.CreateBuilder<string, ImmutableArray<byte[]>>(StringComparer.Ordinal);
        foreach (var (domain, bundle) in Domains(response.FederatedBundles)) bundles.Add(domain, Authorities(bundle, $"`{domain}`"));
        var svids = ImmutableArray.CreateBuilder<WorkloadSvid>();
        var own = new HashSet<string>(StringComparer.Ordinal);
        var hints = new HashSet<string>(StringComparer.Ordinal);
        foreach (var one in response.Svids)
        {
            var svid = Read(one);
            var authorities = Authorities(one.Bundle, $"`{svid.Id}`");
            if (authorities.IsEmpty) throw Wrong($"the bundle of `{svid.Id}` is empty");

            // what is said of the own trust domain beside the identity is not what another trust domain says of it
            if (own.Add(svid.Id.TrustDomain)) bundles[svid.Id.TrustDomain] = authorities;
            if (svid.Hint.Length == 0 || hints.Add(svid.Hint)) svids.Add(svid);
        }

        return new WorkloadState(svids.ToImmutable(), bundles.ToImmutable(), [.. response.Crl.Select(static list => list.ToByteArray())]);
    }

    private static WorkloadSvid Read(X509SVID svid)
    {
        if (SpiffeId.Parse(svid.SpiffeId) is not { Path.Length: > 0 } id) throw Wrong($"`{Shown(svid.SpiffeId)}` is no SPIFFE ID of a workload");
        if (Encoding.UTF8.GetByteCount(svid.Hint) > WorkloadLimits.LongestHint) throw Wrong($"the hint of `{id}` is longer than {WorkloadLimits.LongestHint} bytes");
        var chain = Certificates(svid.X509Svid, WorkloadLimits.LongestChain, $"the certificates of `{id}`");
        if (chain.IsEmpty) throw Wrong($"`{id}` has no certificate");
        if (svid.X509SvidKey.IsEmpty) throw Wrong($"`{id}` has no key");
        var key = svid.X509SvidKey.ToByteArray();
        using var leaf = X509CertificateLoader.LoadCertificate(chain[0]);
        if (!Fits(leaf, key)) throw Wrong($"the key of `{id}` is not that of its certificate");
        return new WorkloadSvid(id, chain, key, svid.Hint);
    }

    private static IEnumerable<(string Domain, ByteString Value)> Domains(MapField<string, ByteString> bundles)
    {
        if (bundles.Count > WorkloadLimits.MostTrustDomains) throw Wrong($"it has {bundles.Count} trust domains, expected at most {WorkloadLimits.MostTrustDomains}");
        foreach (var (name, value) in bundles)
        {
            if (SpiffeId.Parse(name) is not { Path: "" } id) throw Wrong($"`{Shown(name)}` is no SPIFFE ID of a trust domain");
            yield return (id.TrustDomain, value);
        }
    }

    private static ImmutableArray<byte[]> Authorities(ByteString bytes, string whose) => Certificates(bytes, WorkloadLimits.MostAuthorities, $"the bundle of {whose}");

    private static ImmutableArray<byte[]> Certificates(ByteString bytes, int most, string what)
    {
        if (DerSequence.Split(bytes.Memory, most) is not { } certificates) throw Wrong($"{what} cannot be taken apart, or they are more than {most}");
        foreach (var one in certificates)
        {
            try
            {
                X509CertificateLoader.LoadCertificate(one).Dispose();
            }
            catch (CryptographicException)
            {
                throw Wrong($"{what} are malformed");
            }
        }

        return certificates;
    }

    private static bool Fits(X509Certificate2 leaf, byte[] key)
    {
        try
        {
            // the framework compares the two itself
            using var curve = leaf.GetECDsaPublicKey();
            if (curve is not null)
            {
                using var own = ECDsa.Create();
                own.ImportPkcs8PrivateKey(key, out var read);
                using var both = leaf.CopyWithPrivateKey(own);
                return read == key.Length;
            }

            using var rsa = RSA.Create();
            rsa.ImportPkcs8PrivateKey(key, out var count);
            using var with = leaf.CopyWithPrivateKey(rsa);
            return count == key.Length;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static string Shown(string text) => text.Length <= 256 ? text : text[..256] + "…";

    private static WorkloadMessageException Wrong(string message) => new(message);

    private sealed class WorkloadMessageException(string message) : Exception(message);
}

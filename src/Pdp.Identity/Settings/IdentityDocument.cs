using System.Security.Cryptography;
using System.Text.Json;
using Pdp.Identity.Tokens;
using Pdp.Identity.WorkloadApi;

namespace Pdp.Identity.Settings;

/// <summary>Reads the document that says whose tokens are taken. All its faults are told; with any, there are no settings.</summary>
public static class IdentityDocument
{
    /// <summary>The largest document, in bytes.</summary>
    public const int Largest = 1024 * 1024;

    /// <summary>The most issuers.</summary>
    public const int MostIssuers = 64;

    private const int Depth = 8;

    /// <summary>Reads the document.</summary>
    /// <param name="json">Its bytes.</param>
    /// <param name="folder">The folder that relative names of files start from.</param>
    /// <param name="problems">Everything that is wrong with it.</param>
    /// <param name="workloadApi">Where the Workload API is, for issuers whose keys it pushes; null: that is not known.</param>
    /// <returns>The settings; null when anything is wrong.</returns>
    public static IdentitySettings? Read(byte[] json, string folder, out IReadOnlyList<IdentityProblem> problems, WorkloadAddress? workloadApi = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        var found = new List<IdentityProblem>();
        problems = found;
        using var document = json.Length <= Largest ? StrictJson.Object(json, Depth) : null;
        if (document is null)
        {
            found.Add(new IdentityProblem("", $"expected one JSON object of at most {Largest} bytes, no member twice{Where(json)}"));
            return null;
        }

        var root = new ObjectReader(document.RootElement, "", found);
        root.Has("$schema");
        var allowHttp = root.Flag("allowLoopbackHttp");
        var cached = root.Number("cachedTokens", 10_000, 2, 1_000_000);
        var issuers = new List<IssuerSettings>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in root.Objects("issuers", MostIssuers))
        {
            if (IssuerReader.Read(item, folder, allowHttp, workloadApi) is not { } issuer) continue;
            if (names.Add(issuer.Profile + " " + issuer.Name)) issuers.Add(issuer);
            else item.Wrong("", $"expected every issuer once, got `{issuer.Name}` again");
        }

        root.End();
        return found.Count > 0 ? null : new IdentitySettings
        {
            Issuers = issuers, AllowLoopbackHttp = allowHttp, CachedTokens = cached, Digest = Convert.ToHexString(SHA256.HashData(json)),
        };
    }

    /// <summary>
    /// The issuers that a document names still, whatever else is wrong with it: one that is named no more must not stay for the sake of a fault
    /// in another.
    /// </summary>
    /// <param name="json">The bytes of the document.</param>
    /// <param name="before">The settings in force.</param>
    /// <returns>The settings with those issuers alone; null when the document does not say whom it names.</returns>
    public static IdentitySettings? Left(byte[] json, IdentitySettings before)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(before);
        using var document = json.Length <= Largest ? StrictJson.Object(json, Depth) : null;
        if (document is null || !document.RootElement.TryGetProperty("issuers", out var list) || list.ValueKind != JsonValueKind.Array) return null;
        var (issuers, domains) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object) return null;
            var isNamed = Add(item, "issuer", issuers) | Add(item, "trustDomain", domains);
            if (!isNamed) return null;
        }

        // a template without its values names nobody: that is a fault, and no wish
        if (issuers.Count + domains.Count == 0) return null;
        return before with { Issuers = [.. before.Issuers.Where(one => (one.Profile == TokenProfile.JwtSvid ? domains : issuers).Contains(one.Name))] };

        static bool Add(JsonElement item, string name, HashSet<string> names)
        {
            if (!item.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String || value.GetString()!.Length == 0) return false;
            names.Add(value.GetString()!);
            return true;
        }
    }

    private static string Where(byte[] json)
    {
        try
        {
            using var any = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = Depth });
            return "";
        }
        catch (JsonException e)
        {
            return e.LineNumber is { } line ? $"; line {line + 1} is at fault" : "";
        }
    }
}

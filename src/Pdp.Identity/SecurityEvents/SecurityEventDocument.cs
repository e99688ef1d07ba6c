using Pdp.Identity.Settings;
using Pdp.Identity.Tokens;

namespace Pdp.Identity.SecurityEvents;

/// <summary>The document that says whose security events are taken. All its faults are told; with any, nobody's are.</summary>
/// <param name="Transmitters">They.</param>
/// <param name="AllowLoopbackHttp">Whether keys may be fetched without encryption from this machine; for trials.</param>
public sealed record SecurityEventDocument(IReadOnlyList<Transmitter> Transmitters, bool AllowLoopbackHttp)
{
    /// <summary>The most transmitters.</summary>
    public const int MostTransmitters = 64;

    private const int Depth = 8;

    /// <summary>Reads the document.</summary>
    /// <param name="json">Its bytes.</param>
    /// <param name="folder">The folder that relative names of files start from.</param>
    /// <param name="problems">Everything that is wrong with it.</param>
    /// <returns>It; null when anything is wrong.</returns>
    public static SecurityEventDocument? Read(byte[] json, string folder, out IReadOnlyList<IdentityProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(json);
        var found = new List<IdentityProblem>();
        problems = found;
        using var document = json.Length <= IdentityDocument.Largest ? StrictJson.Object(json, Depth) : null;
        if (document is null)
        {
            found.Add(new IdentityProblem("", $"expected one JSON object of at most {IdentityDocument.Largest} bytes, no member twice"));
            return null;
        }

        var root = new ObjectReader(document.RootElement, "", found);
        root.Has("$schema");
        var allowHttp = root.Flag("allowLoopbackHttp");
        var transmitters = new List<Transmitter>();
        foreach (var item in root.Objects("transmitters", MostTransmitters))
        {
            var issuer = IssuerReader.ReadTransmitter(item, folder, allowHttp);
            var tokensOf = item.Text("tokensOf");
            var hold = item.Duration("hold", TimeSpan.FromHours(24), TimeSpan.FromMinutes(1), TimeSpan.FromDays(365));
            item.End();
            if (issuer is null) continue;
            if (transmitters.Exists(known => known.Issuer.Name == issuer.Name)) item.Wrong("", $"expected every transmitter once, got `{issuer.Name}` again");
            else transmitters.Add(new Transmitter(issuer, tokensOf, hold));
        }

        root.End();
        return found.Count == 0 ? new SecurityEventDocument(transmitters, allowHttp) : null;
    }
}

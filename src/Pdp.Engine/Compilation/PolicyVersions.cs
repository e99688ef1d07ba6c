using Pdp.Engine.Diagnostics;
using Pdp.Engine.Sources;

namespace Pdp.Engine.Compilation;

/// <summary>All versions of all policies: which are in force, and which one a reference names.</summary>
internal sealed class PolicyVersions
{
    private readonly SortedDictionary<string, SortedDictionary<int, DocumentUnit>> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DocumentUnit> _inForce = new(StringComparer.Ordinal);

    public PolicyVersions(PolicySetSource source, DiagnosticBag diagnostics)
    {
        foreach (var policy in source.Policies)
        {
            if (!_byId.TryGetValue(policy.Id, out var versions)) _byId[policy.Id] = versions = [];
            if (versions.TryGetValue(policy.Version, out var other))
            {
                diagnostics.Error(
                    EngineDiagnosticCodes.DuplicatePolicy, policy.Location,
                    $"policy `{policy.Id}` has version {policy.Version} twice", $"the other one is {other.Source.Location}");
                continue;
            }

            versions.Add(policy.Version, new DocumentUnit(policy, diagnostics));
        }

        All = [.. _byId.Values.SelectMany(versions => versions.Values)];
        foreach (var (id, versions) in _byId)
        {
            if (versions.Values.LastOrDefault(document => !document.Source.IsShadow) is { } highest) _inForce[id] = highest;
        }

        var pins = new SourceLocation(source.PinsLocation.File ?? "", source.PinsLocation.Pointer ?? "");
        foreach (var (id, version) in source.Pins.OrderBy(pin => pin.Key, StringComparer.Ordinal))
            Pin(id, version, pins.Child(id), diagnostics);
    }

    /// <summary>All versions, by id and version.</summary>
    public DocumentUnit[] All { get; }

    /// <summary>The versions in force, by id.</summary>
    public IEnumerable<DocumentUnit> AllInForce => _byId.Keys.Select(InForce).OfType<DocumentUnit>();

    /// <summary>The version of a policy that is in force, or null.</summary>
    public DocumentUnit? InForce(string id) => _inForce.GetValueOrDefault(id);

    /// <summary>The version that a reference names; null when there is none.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="diagnostics">Is told why there is none; null: nobody is.</param>
    public DocumentUnit? Resolve(ReferenceSource reference, DiagnosticBag? diagnostics)
    {
        var (id, version) = (reference.Id, reference.Version);
        if (!_byId.TryGetValue(id, out var versions))
        {
            diagnostics?.Error(
                EngineDiagnosticCodes.UnknownPolicy, reference.Location, $"no policy `{id}`",
                Suggestions.DidYouMean(id, _byId.Keys));
            return null;
        }

        var document = version is { } number ? versions.GetValueOrDefault(number) : InForce(id);
        if (document is null && version is not null)
        {
            diagnostics?.Error(
                EngineDiagnosticCodes.UnknownVersion, reference.Location, $"policy `{id}` has no version {version}", Present(versions));
        }
        else if (document is null || document.Source.IsShadow)
        {
            diagnostics?.Error(
                EngineDiagnosticCodes.ShadowInForce, reference.Location,
                version is null
                    ? $"policy `{id}` has only shadow versions, which are never enforced"
                    : $"version {version} of policy `{id}` is a shadow, which is never enforced",
                "remove `stage` from the version that the reference means");
            return null;
        }

        return document;
    }

    private void Pin(string id, int version, SourceLocation location, DiagnosticBag diagnostics)
    {
        if (!_byId.TryGetValue(id, out var versions))
        {
            diagnostics.Error(
                EngineDiagnosticCodes.UnknownPin, location, $"no policy `{id}` to pin", Suggestions.DidYouMean(id, _byId.Keys));
        }
        else if (!versions.TryGetValue(version, out var document))
        {
            diagnostics.Error(
                EngineDiagnosticCodes.UnknownPin, location, $"policy `{id}` has no version {version} to pin", Present(versions));
        }
        else if (document.Source.IsShadow)
        {
            diagnostics.Error(
                EngineDiagnosticCodes.ShadowInForce, location,
                $"version {version} of policy `{id}` is a shadow, which is never enforced", "pin another version, or remove `stage`");
        }
        else
        {
            _inForce[id] = document;
        }
    }

    private static string Present(SortedDictionary<int, DocumentUnit> versions) =>
        $"there {(versions.Count == 1 ? "is version" : "are versions")} {string.Join(", ", versions.Keys)}";
}

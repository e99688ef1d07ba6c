using Pdp.Authoring.Linting.Model;
using Pdp.Engine;

namespace Pdp.Authoring.Linting.Checks;

/// <summary>Versions that do not go together.</summary>
internal static class VersionChecks
{
    public static void Run(LintModel model, LintNotes notes)
    {
        foreach (var group in model.References.GroupBy(reference => reference.Source.Id, StringComparer.Ordinal))
        {
            var versions = group.Select(reference => reference.Version).Distinct().Order().ToList();
            if (versions.Count < 2) continue;
            var inForce = model.InForce(group.Key);
            foreach (var (source, version) in group.Where(reference => reference.Version != inForce))
            {
                var others = string.Join(", ", versions.Where(other => other != version));
                notes.Warn(
                    LintCodes.MixedVersions, source.Location, $"policy `{source.Id}` is referenced in version {version} here, and in version {others} elsewhere",
                    "refer to it without a version, or to the same one everywhere");
            }
        }

        foreach (var shadow in model.Bundle.Set.Policies.Where(policy => policy.Role == PolicyRole.Shadow))
        {
            var inForce = model.InForce(shadow.Id);
            if (shadow.Version > inForce) continue;
            notes.Warn(
                LintCodes.OldShadow, shadow.Source.Location.Child("stage"),
                $"the shadow version {shadow.Version} of policy `{shadow.Id}` is older than version {inForce}, which is in force", "what was tried is in force, or was given up: remove it");
        }

        foreach (var (id, version) in model.Source.Pins)
        {
            if (version != model.Highest(id)) continue;
            var place = model.Source.PinsLocation.Child(id);
            notes.Warn(
                LintCodes.IdlePin, place, $"the pin of policy `{id}` to version {version} changes nothing: there is no higher version", null,
                new NotedFix("remove the pin", place.Pointer, null, IsSafe: true));
        }
    }
}

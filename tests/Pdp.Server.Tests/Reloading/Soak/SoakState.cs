using System.Collections.Immutable;
using System.Globalization;
using Pdp.Bundles;

namespace Pdp.Server.Tests.Reloading.Soak;

/// <summary>A policy of the soak: who may read from which level on.</summary>
/// <param name="File">Its file's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Level">The least level that may read.</param>
internal sealed record SoakPolicy(string File, int Version, int Level);

/// <summary>A whole state of the soak's policies, and what the right answers are in it.</summary>
/// <param name="Policies">The policies that are there, by number.</param>
/// <param name="Number">How many states have been before.</param>
internal sealed record SoakState(ImmutableSortedDictionary<int, SoakPolicy> Policies, int Number = 0)
{
    /// <summary>How many policies there are, when all are there.</summary>
    public const int Count = 50;

    /// <summary>How many levels there are.</summary>
    public const int Levels = 10;

    /// <summary>A question: which policy, and which level.</summary>
    public static (int Policy, int Level) Question(Random random) => (random.Next(Count), random.Next(Levels));

    /// <summary>Whether a question is answered with a permit.</summary>
    public bool Permits(int policy, int level) => Policies.TryGetValue(policy, out var found) && level >= found.Level;

    /// <summary>The files, by name.</summary>
    public IEnumerable<(string Name, string Text)> Files => Policies.Select(policy => (policy.Value.File, Text(policy.Key, policy.Value)));

    /// <summary>The text of a policy.</summary>
    public static string Text(int number, SoakPolicy policy) => string.Create(CultureInfo.InvariantCulture, $$"""
        {
          "apiVersion": "pdp/v1", "kind": "Policy", "id": "p{{number}}", "version": {{policy.Version}},
          "target": "resource.type == 'doc'",
          "rules": [
            { "id": "reads", "effect": "permit", "when": "subject.id == 'u{{number}}' && context.level >= {{policy.Level}}" },
            { "id": "others", "effect": "permit", "when": "subject.id == 'nobody{{policy.Version}}'" }
          ]
        }
        """);

    /// <summary>The revision of the state: that of the same files in another folder.</summary>
    public string Revision(string scratch)
    {
        foreach (var file in Directory.GetFiles(scratch)) File.Delete(file);
        foreach (var (name, text) in Files) File.WriteAllText(Path.Combine(scratch, name), text);
        return BundleLoader.Load(scratch).Bundle!.Revision;
    }
}

using System.Collections.Immutable;
using Pdp.Engine;

namespace Pdp.Bundles.Activation;

/// <summary>
/// What has been in force: of each policy the highest version, so that one that was taken away does not come back older, and of
/// bundles the highest sequence.
/// </summary>
public sealed class VersionMarks
{
    private readonly ImmutableDictionary<string, int> _highest;

    private VersionMarks(ImmutableDictionary<string, int> highest, SequenceMark? sequence) => (_highest, Sequence) = (highest, sequence);

    /// <summary>Nothing has been in force yet.</summary>
    public static VersionMarks None { get; } = new(ImmutableDictionary.Create<string, int>(StringComparer.Ordinal), sequence: null);

    /// <summary>The marks by policy id.</summary>
    public IReadOnlyDictionary<string, int> Highest => _highest;

    /// <summary>The highest sequence of a bundle; null: none had one.</summary>
    public SequenceMark? Sequence { get; }

    /// <summary>Marks that were kept.</summary>
    public static VersionMarks From(IEnumerable<KeyValuePair<string, int>> highest, SequenceMark? sequence = null) =>
        new(None._highest.AddRange(highest), sequence);

    /// <summary>The highest version of a policy that has been in force; 0 when there was none.</summary>
    public int Of(string id) => _highest.GetValueOrDefault(id);

    /// <summary>The marks once a bundle is in force.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="isRollback">
    /// Whether an operator has let it go back: what it has counts from now on, so that it is not refused when nobody says so any more.
    /// </param>
    public VersionMarks With(Bundle bundle, bool isRollback = false)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        var marks = _highest.ToBuilder();
        foreach (var policy in InForce(bundle))
        {
            if (isRollback || policy.Version > marks.GetValueOrDefault(policy.Id)) marks[policy.Id] = policy.Version;
        }

        var own = bundle.Origin.Sequence is { } number ? new SequenceMark(number, bundle.Revision, bundle.Content) : null;
        var sequence = isRollback || own?.Number >= (Sequence?.Number ?? 0) ? own : Sequence;
        return new VersionMarks(marks.ToImmutable(), sequence);
    }

    internal static IEnumerable<PolicyInfo> InForce(Bundle bundle) =>
        bundle.Set.Policies.Where(static policy => policy.Role is PolicyRole.Root or PolicyRole.Referenced);
}

/// <summary>The highest sequence that has been in force.</summary>
/// <param name="Number">The sequence.</param>
/// <param name="Revision">The revision that had it.</param>
/// <param name="Content">The content that had it: see <see cref="Bundle.Content"/>.</param>
public sealed record SequenceMark(long Number, string Revision, string Content);

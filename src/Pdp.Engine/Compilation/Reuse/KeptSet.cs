using Pdp.Engine.Attributes;
using Pdp.Engine.Indexing;
using Pdp.Engine.Model;
using Pdp.Engine.Sources;
using Pdp.Language.Checking;
using Pdp.Language.Guards;
using Pdp.Language.Types;

namespace Pdp.Engine.Compilation.Reuse;

/// <summary>What a compilation keeps for the next one. Immutable, but for the slots, which grow.</summary>
internal sealed class KeptSet
{
    // so many slots that nothing reads any more take no time worth telling
    private const int FewSlots = 64;

    /// <summary>Of the documents those that may be taken as they are.</summary>
    public required KeptDocument[] Documents { get; init; }

    public required KeptDefinition[] Definitions { get; init; }

    /// <summary>The source of all of it.</summary>
    public required PolicySetSource Source { get; init; }

    /// <summary>The slots: code that is kept has their numbers in it.</summary>
    public required SlotTable Slots { get; init; }

    /// <summary>The attributes that code reads.</summary>
    public required HashSet<AttributeName> Live { get; init; }

    /// <summary>The attributes that any expression reads, whether or not it is evaluated.</summary>
    public required HashSet<AttributeName> Reads { get; init; }

    /// <summary>The hashes of the texts of the conditions that have a place in the memo, by that place.</summary>
    public required int[] MemoHashes { get; init; }

    /// <summary>The number of the compilation.</summary>
    public required int Generation { get; init; }

    /// <summary>See <see cref="Numbering.SharedPlaces"/>.</summary>
    public required Dictionary<int, int[]> SharedPlaces { get; init; }

    /// <summary>The schemas as documents were checked against them; null when they are many, and take much room.</summary>
    public required SchemaModel? Schema { get; init; }

    /// <summary>The environments that expressions were checked in, of <see cref="Schema"/>; null: not kept.</summary>
    public required Dictionary<(RecordType, RecordType, RecordType), TypeEnvironment>? Environments { get; init; }

    /// <summary>What was found about schemas and entities.</summary>
    public required Note[] Shared { get; init; }

    /// <summary>How requests get into slots.</summary>
    public required RequestLayout Layout { get; init; }

    /// <summary>The index of the roots.</summary>
    public required ItemIndex? RootIndex { get; init; }

    /// <summary>The roots, in the order of their ids.</summary>
    public required PolicyNode[] Roots { get; init; }

    /// <summary>The guards of the roots, of which <see cref="RootIndex"/> was made.</summary>
    public required PackedGuard[] RootGuards { get; init; }

    /// <summary>
    /// Whether anything can be taken for another source. What schemas and limits say is in all code: when they change, all of it
    /// is made anew; also when most slots are of attributes that nothing reads any more.
    /// </summary>
    public bool Fits(PolicySetSource source) =>
        Slots.Count <= (2 * Live.Count) + FewSlots
        && source.Limits.Fuel == Source.Limits.Fuel
        && source.Limits.MaxPolicyDepth == Source.Limits.MaxPolicyDepth
        && IsSame(source.Schema, Source.Schema);

    /// <summary>Whether the entities are the same.</summary>
    public bool HasEntities(PolicySetSource source) => AreSame<EntityData>(source.Entities.AsSpan(), Source.Entities.AsSpan());

    private static bool IsSame(SchemaSource one, SchemaSource other) =>
        one.Enforcement == other.Enforcement
        && ReferenceEquals(one.Context, other.Context)
        && AreSame<EntitySchema>(one.Subjects.AsSpan(), other.Subjects.AsSpan())
        && AreSame<EntitySchema>(one.Resources.AsSpan(), other.Resources.AsSpan())
        && AreSame<EntitySchema>(one.Actions.AsSpan(), other.Actions.AsSpan());

    // the same objects: what is read again from a changed file counts as changed, whatever it says
    private static bool AreSame<T>(ReadOnlySpan<T> one, ReadOnlySpan<T> other)
        where T : class
    {
        if (one.Length != other.Length) return false;
        for (var i = 0; i < one.Length; i++)
        {
            if (!ReferenceEquals(one[i], other[i])) return false;
        }

        return true;
    }
}

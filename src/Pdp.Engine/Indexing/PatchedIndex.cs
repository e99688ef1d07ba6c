using System.Collections.Immutable;
using Pdp.Engine.Reports;
using Pdp.Language.Guards;
using Pdp.Language.Values;

namespace Pdp.Engine.Indexing;

/// <summary>
/// An index of which a few items have changed since it was made: it still finds the others, at the positions that they have
/// now, and a small one beside it finds those that changed or came. An edit of one policy among thousands costs what the one
/// does, and a look-up a second, small look-up.
/// </summary>
internal sealed class PatchedIndex : ItemIndex
{
    private readonly PackedGuard[] _guards;
    private readonly BuiltIndex _base;
    private readonly BuiltIndex _changed;
    private readonly int[] _positions;
    private BuiltIndex? _anew;

    private PatchedIndex(PackedGuard[] guards, BuiltIndex index, int[] positions, BuiltIndex changed)
    {
        _guards = guards;
        _base = index;
        _positions = positions;
        _changed = changed;
    }

    public override ImmutableArray<KeyReport> Keys => Anew.Keys;

    public override int[] WithoutKey => Anew.WithoutKey;

    public override int Groups => _base.Groups + _changed.Groups;

    public override long Bytes => 100 + _base.Bytes + _changed.Bytes + (4L * _positions.Length) + (_anew?.Bytes ?? 0);

    // only reports ask for it
    private BuiltIndex Anew => _anew ??= BuiltIndex.Of(_guards.Select((guard, item) => (item, guard.Unpack())));

    /// <summary>Another index brought up to a list in which some items are others.</summary>
    /// <param name="index">The index.</param>
    /// <param name="positions">Where each item that it has stands now; -1: nowhere, or its guard is another.</param>
    /// <param name="guards">The guards of the list now.</param>
    /// <returns>Null when so much has changed that it is to be made anew.</returns>
    public static PatchedIndex? Of(ItemIndex index, int[] positions, PackedGuard[] guards)
    {
        var (made, all) = index is PatchedIndex { _base: var its } patched
            ? (its, Array.ConvertAll(patched._positions, position => position < 0 ? -1 : positions[position]))
            : ((BuiltIndex)index, positions);
        var isKnown = new bool[guards.Length];
        var lost = 0;
        foreach (var position in all)
        {
            if (position < 0) lost++;
            else isKnown[position] = true;
        }

        var changed = new List<int>();
        for (var item = 0; item < isKnown.Length; item++)
        {
            if (!isKnown[item]) changed.Add(item);
        }

        if (Math.Max(lost, changed.Count) > MostChanged(guards.Length)) return null;
        return new PatchedIndex(guards, made, all, BuiltIndex.Of(changed.Select(item => (item, guards[item].Unpack()))));
    }

    public override void Find(ReadOnlySpan<Value> slots, CandidateList into)
    {
        var mark = into.Count;
        var codes = into.Codes(_base.Dimensions + _changed.Dimensions);
        _base.Find(slots, codes[.._base.Dimensions], into);
        into.Move(mark, _positions);
        _changed.Find(slots, codes[_base.Dimensions..], into);
        into.Settle(mark);
    }

    public override ImmutableArray<KeyUse> UsesOf(ReadOnlySpan<Value> slots, CandidateList into)
    {
        var lookedUp = LookedUp(into).ToHashSet();
        return [.. Anew.UsesOf(slots, new int[Anew.Dimensions]).Zip(Anew.DimensionsOfUses, (use, dimension) => use with { IsLookedUp = lookedUp.Contains(dimension) })];
    }

    public override IEnumerable<Dimension> LookedUp(CandidateList into) =>
        _base.LookedUp(CodesOfBase(into)).Union(_changed.LookedUp(CodesOfChanged(into)));

    private ReadOnlySpan<int> CodesOfBase(CandidateList into) => into.CodesOfLast(_base.Dimensions + _changed.Dimensions)[.._base.Dimensions];

    private ReadOnlySpan<int> CodesOfChanged(CandidateList into) => into.CodesOfLast(_base.Dimensions + _changed.Dimensions)[_base.Dimensions..];

    // one that is asked second at every request is to stay small
    private static int MostChanged(int items) => Math.Clamp(items / 16, 1, 128);
}

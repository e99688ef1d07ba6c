using Pdp.Language.Values;

namespace Pdp.Engine.Indexing;

/// <summary>Ranges of one type, by the places between their bounds.</summary>
internal abstract class RangeIndex
{
    /// <summary>About what it takes in memory, with what is below.</summary>
    public abstract long Bytes { get; }

    /// <summary>Adds what stands at the ranges that may hold a value of the type.</summary>
    public abstract void Find(in Value value, scoped in Finding finding);
}

/// <summary>Narrow ranges: every place has the list of those that hold it.</summary>
/// <param name="boundaries">Where the type is cut.</param>
/// <param name="starts">By place, where its list begins; one more than there are places.</param>
/// <param name="items">The lists, one after the other.</param>
internal sealed class RangeLists(Boundaries boundaries, int[] starts, int[] items) : RangeIndex
{
    public override long Bytes => boundaries.Bytes + (4L * (starts.Length + items.Length));

    public override void Find(in Value value, scoped in Finding finding)
    {
        var place = boundaries.PlaceOf(value);
        var start = starts[place];
        finding.Into.Add(items.AsSpan(start, starts[place + 1] - start));
    }
}

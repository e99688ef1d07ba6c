using Pdp.Engine.Decisions;

namespace Pdp.Engine.Evaluation;

/// <summary>
/// What the items of one effect, permit or deny, have to tell so far: a stack, since a policy that comes to another value
/// takes back what its items put there.
/// </summary>
internal sealed class Gathering
{
    public List<Notice> Obligations { get; } = [];

    public List<Notice> Advice { get; } = [];

    public List<DeterminingRule> Determining { get; } = [];

    public GatheringMark Mark() => new(Obligations.Count, Advice.Count, Determining.Count);

    /// <summary>Takes back everything since a mark.</summary>
    public void CutTo(in GatheringMark mark)
    {
        CutNoticesTo(mark);
        Cut(Determining, mark.Determining);
    }

    /// <summary>Takes back the obligations and advice since a mark.</summary>
    public void CutNoticesTo(in GatheringMark mark)
    {
        Cut(Obligations, mark.Obligations);
        Cut(Advice, mark.Advice);
    }

    public void Clear() => CutTo(default);

    private static void Cut<T>(List<T> list, int count)
    {
        if (list.Count > count) list.RemoveRange(count, list.Count - count);
    }
}

/// <summary>How much a <see cref="Gathering"/> held at some point.</summary>
internal readonly record struct GatheringMark(int Obligations, int Advice, int Determining);

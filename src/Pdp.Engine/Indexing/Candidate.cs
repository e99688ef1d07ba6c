namespace Pdp.Engine.Indexing;

/// <summary>
/// An item that may be other than not applicable, in 32 bits that sort by the item: its position, and whether the request
/// has been found to have all that the item asks for, so that what it asks need not be evaluated any more.
/// </summary>
internal readonly struct Candidate(int bits)
{
    public Candidate(int item, bool isSure)
        : this((item << 1) | (isSure ? 1 : 0))
    {
    }

    public int Bits { get; } = bits;

    /// <summary>The position in the list.</summary>
    public int Item => Bits >> 1;

    /// <summary>Whether a rule's <c>actions</c> match and its condition is true, or a policy's target is.</summary>
    public bool IsSure => (Bits & 1) != 0;
}

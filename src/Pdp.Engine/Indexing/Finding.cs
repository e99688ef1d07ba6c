using Pdp.Engine.Reports;
using Pdp.Language.Guards;
using Pdp.Language.Values;

namespace Pdp.Engine.Indexing;

/// <summary>One question to an index. Each attribute is looked up once, when it is first asked for.</summary>
internal readonly ref struct Finding
{
    /// <summary>The attribute has a value that is no key of the dimension.</summary>
    public const int OtherValue = -1;

    /// <summary>The attribute is missing.</summary>
    public const int Missing = -2;

    /// <summary>A step on the way to it is.</summary>
    public const int MissingStep = -3;

    /// <summary>It cannot be read.</summary>
    public const int Invalid = -4;

    private readonly Span<int> _codes;
    private readonly IndexDimension[] _dimensions;

    /// <param name="slots">The slots of the request.</param>
    /// <param name="parts">What the index is made of.</param>
    /// <param name="codes">Room for one number a dimension, all zero.</param>
    /// <param name="into">Gets the candidates.</param>
    public Finding(ReadOnlySpan<Value> slots, IndexParts parts, Span<int> codes, CandidateList into)
    {
        Slots = slots;
        Groups = parts.Groups;
        Into = into;
        _dimensions = parts.Dimensions;
        _codes = codes;
    }

    public ReadOnlySpan<Value> Slots { get; }

    public CandidateList Into { get; }

    /// <summary>The words of all <see cref="PackedGroups"/>.</summary>
    public ReadOnlySpan<int> Groups { get; }

    /// <summary>The number of an attribute's value among the keys of its dimension, from 1 on, or why it has none.</summary>
    public int Code(int dimension)
    {
        var code = _codes[dimension];
        return code != 0 ? code : _codes[dimension] = _dimensions[dimension].Code(Slots);
    }
}

/// <summary>A dimension of an index, with its keys.</summary>
/// <param name="Dimension">What is looked up.</param>
/// <param name="Keys">Their numbers.</param>
internal sealed record IndexDimension(Dimension Dimension, KeyTable Keys)
{
    /// <summary>See <see cref="Finding.Code"/>.</summary>
    public int Code(ReadOnlySpan<Value> slots) => Dimension.Attribute.Read(slots, out var value) switch
    {
        GuardBuckets.None => Keys.Find(value) is > 0 and var number ? number : Finding.OtherValue,
        GuardBuckets.Missing => Finding.Missing,
        GuardBuckets.MissingStep => Finding.MissingStep,
        _ => Finding.Invalid,
    };

    /// <summary>What a request is looked up with, for people.</summary>
    /// <param name="slots">The slots of the request.</param>
    /// <param name="isLookedUp">Whether it has been.</param>
    public KeyUse Use(ReadOnlySpan<Value> slots, bool isLookedUp)
    {
        var state = Dimension.Attribute.Read(slots, out var value) switch
        {
            GuardBuckets.None => KeyState.Value,
            GuardBuckets.Missing or GuardBuckets.MissingStep => KeyState.Missing,
            _ => KeyState.Invalid,
        };
        return new KeyUse(Dimension.Attribute.ToString(), state, state == KeyState.Value ? value : default, Code(slots) > 0)
        {
            IsMultiValued = Dimension.IsMultiValued,
            IsLookedUp = isLookedUp,
        };
    }
}

/// <summary>What the nodes of an index share.</summary>
/// <param name="Dimensions">The dimensions, by number.</param>
/// <param name="Groups">The words of all <see cref="PackedGroups"/>.</param>
internal sealed record IndexParts(IndexDimension[] Dimensions, int[] Groups);

using System.Text;

namespace Pdp.Authoring.Editing;

/// <summary>A stretch of a document.</summary>
/// <param name="Offset">Where it begins, in octets of the UTF-8 text.</param>
/// <param name="Length">How many octets it covers.</param>
public readonly record struct DocumentRange(int Offset, int Length)
{
    /// <summary>Where it ends.</summary>
    public int End => Offset + Length;
}

/// <summary>A text to put in the place of a stretch of a document.</summary>
/// <param name="Range">What is replaced.</param>
/// <param name="Text">What stands there then.</param>
public sealed record DocumentEdit(DocumentRange Range, string Text)
{
    /// <summary>
    /// A document with edits made. Of edits that overlap the first is made and the others are left out, to be found again in what came
    /// of it.
    /// </summary>
    /// <param name="utf8">The document.</param>
    /// <param name="edits">The edits, in any order.</param>
    public static byte[] Apply(ReadOnlySpan<byte> utf8, IEnumerable<DocumentEdit> edits)
    {
        using var result = new MemoryStream(utf8.Length);
        var position = 0;
        foreach (var edit in Apart(edits))
        {
            if (edit.Range.End > utf8.Length) continue;
            result.Write(utf8[position..edit.Range.Offset]);
            result.Write(Encoding.UTF8.GetBytes(edit.Text));
            position = edit.Range.End;
        }

        result.Write(utf8[position..]);
        return result.ToArray();
    }

    /// <summary>Of edits that overlap the first, and all that overlap none, by place.</summary>
    /// <param name="edits">The edits, in any order.</param>
    public static IReadOnlyList<DocumentEdit> Apart(IEnumerable<DocumentEdit> edits)
    {
        ArgumentNullException.ThrowIfNull(edits);
        var apart = new List<DocumentEdit>();
        foreach (var edit in edits.OrderBy(static edit => edit.Range.Offset).ThenBy(static edit => edit.Range.End))
        {
            if (apart.Count == 0 || edit.Range.Offset >= apart[^1].Range.End) apart.Add(edit);
        }

        return apart;
    }
}

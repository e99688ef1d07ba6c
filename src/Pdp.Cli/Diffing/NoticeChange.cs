using System.Collections.Immutable;
using System.Text.Json;
using Pdp.Bundles.Json;
using Pdp.Cli.Output;
using Pdp.Engine.Decisions;
using Pdp.Language.Values;

namespace Pdp.Cli.Diffing;

/// <summary>How the obligations, or the advice, of two answers differ, by their ids.</summary>
/// <param name="Lost">Those that are gone.</param>
/// <param name="Gained">Those that are new.</param>
/// <param name="Changed">Those with other properties.</param>
/// <param name="IsReordered">Whether the same ones come in another order.</param>
internal sealed record NoticeChange(ImmutableArray<string> Lost, ImmutableArray<string> Gained, ImmutableArray<string> Changed, bool IsReordered)
{
    /// <summary>The difference; null when there is none.</summary>
    public static NoticeChange? Of(IReadOnlyList<Notice> before, IReadOnlyList<Notice> after)
    {
        if (before.Count == 0 && after.Count == 0) return null;
        return Of([.. before.Select(TextOf)], after);
    }

    /// <summary>The same of notices that were written before.</summary>
    public static NoticeChange? Of(NoticeText[] left, IReadOnlyList<Notice> after)
    {
        var right = after.Select(TextOf).ToList();
        if (left.Length == right.Count && left.Zip(right, AreSame).All(static same => same)) return null;

        var lost = new List<NoticeText>();
        foreach (var notice in left)
        {
            var same = right.FindIndex(other => AreSame(notice, other));
            if (same < 0) lost.Add(notice);
            else right.RemoveAt(same);
        }

        if (lost.Count == 0 && right.Count == 0) return new NoticeChange([], [], [], IsReordered: true);
        var changed = new List<string>();
        for (var i = lost.Count - 1; i >= 0; i--)
        {
            var other = right.FindIndex(notice => string.Equals(notice.Id, lost[i].Id, StringComparison.Ordinal));
            if (other < 0) continue;
            changed.Add(lost[i].Id);
            lost.RemoveAt(i);
            right.RemoveAt(other);
        }

        return new NoticeChange(Ids(lost.Select(static n => n.Id)), Ids(right.Select(static n => n.Id)), Ids(changed), IsReordered: false);
    }

    /// <summary>The difference in words.</summary>
    public string Words
    {
        get
        {
            if (IsReordered) return "in another order";
            string[] parts = [.. Part("no longer", Lost), .. Part("new", Gained), .. Part("with other properties", Changed)];
            return string.Join("; ", parts);
        }
    }

    private static IEnumerable<string> Part(string what, ImmutableArray<string> ids)
    {
        if (!ids.IsEmpty) yield return $"{what}: {string.Join(", ", ids.Select(Printable.Quoted))}";
    }

    private static ImmutableArray<string> Ids(IEnumerable<string> ids) => [.. ids.Order(StringComparer.Ordinal)];

    private static bool AreSame(NoticeText left, NoticeText right)
    {
        if (!string.Equals(left.Id, right.Id, StringComparison.Ordinal)) return false;
        if (string.Equals(left.Text, right.Text, StringComparison.Ordinal)) return true;

        // members of an object have no order
        var options = new JsonDocumentOptions { MaxDepth = 1000 };
        using var one = JsonDocument.Parse(left.Text, options);
        using var other = JsonDocument.Parse(right.Text, options);
        return JsonElement.DeepEquals(one.RootElement, other.RootElement);
    }

    // what callers see: values that are written alike are alike
    private static NoticeText TextOf(Notice notice) => new(notice.Id, JsonReport.Line(writer => DecisionJson.Write(writer, Value.From(notice.Properties))));
}

/// <summary>An obligation or a piece of advice as text.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">Its properties as JSON.</param>
internal readonly record struct NoticeText(string Id, string Text);

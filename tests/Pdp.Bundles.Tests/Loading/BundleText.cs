using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Pdp.Bundles.Json;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Language.Values;

namespace Pdp.Bundles.Tests.Loading;

/// <summary>Everything that can be seen of what was loaded, as text.</summary>
internal static class BundleText
{
    private static readonly Timestamp Noon = new(1_767_268_800, 0);

    /// <summary>What is to be said of a loading, with the answers to some requests.</summary>
    public static string Of(LoadResult result, IEnumerable<Request> requests, CancellationToken cancellation)
    {
        var text = new StringBuilder();
        foreach (var diagnostic in result.Diagnostics)
            text.Append(DiagnosticText.Format(diagnostic)).Append('\n').Append(diagnostic).Append('\n');
        if (result.Bundle is not { } bundle) return text.ToString();
        text.Append(CultureInfo.InvariantCulture, $"{bundle.Revision} {bundle.Set.Revision} {bundle.Name}\n");
        foreach (var file in bundle.Files) text.Append(CultureInfo.InvariantCulture, $"{file.Path} {file.Kind} {file.Id} {file.Version} {file.Text}\n");
        foreach (var policy in bundle.Set.Policies) text.Append(CultureInfo.InvariantCulture, $"{policy.Id} {policy.Version} {policy.Role}\n");
        foreach (var suite in bundle.Suites) text.Append(CultureInfo.InvariantCulture, $"{suite.File}\n");
        Append(text, bundle.Set.DescribeIndex());
        Append(text, bundle.Set.DescribeRules(cancellation: cancellation));
        foreach (var request in requests)
        {
            text.Append(Json(writer => DecisionJson.Write(writer, bundle.Set.Decide(request, Noon, cancellation)))).Append('\n');
            text.Append(Json(writer => DecisionJson.Write(
                writer, bundle.Set.Explain(request, Noon, cancellation), bundle.Set.TraceIndex(request, Noon, withLeftOut: true, cancellation)))).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Some requests.</summary>
    public static IEnumerable<Request> Requests(int seed, int count)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            yield return new Request(
                new Entity(Any("user", "user", "service", "robot"), $"s{random.Next(3)}", Map(
                    ("level", Value.From((long)random.Next(4))), ("dept", Value.From(Any("x", "y"))),
                    ("roles", Value.From(new CelList([Value.From(Any("admin", "x", "reader"))]))), ("locked", Value.From(random.Next(2) == 0)),
                    ("extra", Value.From("y")))),
                new ActionInfo(Any("read", "edit", "view"), StringMap.Empty),
                new Entity(Any("document", "document", "folder"), $"o{random.Next(3)}", Map(
                    ("dept", Value.From(Any("x", "y"))), ("locked", Value.From(random.Next(2) == 0)), ("title", Value.From(Any("abc", "bcd"))),
                    ("owner", Value.From($"s{random.Next(3)}")))),
                Map(("hour", Value.From((long)random.Next(24)))));
        }

        string Any(params string[] some) => some[random.Next(some.Length)];

        // now and then an attribute is not stated, or of another type
        StringMap Map(params (string Name, Value Value)[] all) => new(
        [
            .. all.Where(_ => random.Next(6) > 0)
                .Select(one => new KeyValuePair<string, Value>(one.Name, random.Next(15) == 0 ? Value.From("odd") : one.Value)),
        ]);
    }

    // the members of a report, one behind the other
    private static void Append(StringBuilder text, object? report)
    {
        switch (report)
        {
            case null or string or IFormattable or bool or SourceLocation:
                text.Append(CultureInfo.InvariantCulture, $"{report} ");
                break;
            case IEnumerable some when report.GetType().GetProperty("IsDefault")?.GetValue(report) is not true:
                foreach (var one in some) Append(text.Append('\n'), one);
                break;
            case IEnumerable:
                break;
            default:
                foreach (var member in report.GetType().GetProperties()) Append(text.Append(member.Name).Append(' '), member.GetValue(report));
                break;
        }
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream)) write(writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}

using System.Text;
using CsCheck;
using Pdp.Contracts.V1;
using Pdp.Engine.Requests;
using Pdp.Wire.Json;
using Pdp.Wire.Requests;
using Xunit;

namespace Pdp.Wire.Tests.Json;

/// <summary>A request in JSON is what the same JSON is over gRPC, whose library reads it into <c>google.protobuf.Struct</c>.</summary>
public sealed class JsonRequestReaderPropertyTests
{
    private static readonly string[] Members = ["subject", "action", "resource", "context"];
    private static readonly WireLimits Limits = new();

    [Fact]
    public void Both_ways_read_the_same() => Generators.Request.Sample(
        static request =>
        {
            var json = RequestText.Of(request);
            var message = CheckRequest.Parser.ParseJson(Encoding.UTF8.GetString(json));
            var expected = new RequestReader(Limits).Request(message.Subject, message.Action, message.Resource, message.Context);
            var actual = Read(json, out var fault);
            return fault is null && Same.Requests(expected!, actual!);
        },
        iter: 3000);

    [Fact]
    public void Damaged_texts_are_refused_or_are_requests_and_never_throw() => Gen.Select(
        Generators.Request, Gen.Int[0, 3].SelectMany(static n => Gen.Select(Gen.Double[0, 1], Gen.Byte).Array[n + 1])).Sample(
        static (request, changes) =>
        {
            var json = RequestText.Of(request);
            foreach (var (place, octet) in changes) json[(int)(place * (json.Length - 1))] = octet;
            var read = Read(json, out var fault);
            return (read is null) == (fault is not null);
        },
        iter: 5000);

    private static Request? Read(byte[] json, out string? fault)
    {
        Span<JsonPart> parts = stackalloc JsonPart[Members.Length];
        fault = JsonText.Check(json, Limits.MaxNesting + 4, Members, parts);
        if (fault is not null) return null;
        var reader = new JsonRequestReader(Limits);
        var subject = reader.Entity(json, parts[0], Members[0]);
        var action = reader.Action(json, parts[1]);
        var resource = reader.Entity(json, parts[2], Members[2]);
        var context = reader.Context(json, parts[3]);
        if (reader.IsValid) return new Request(subject!, action!, resource!, context!);
        fault = string.Join("; ", reader.Violations);
        return null;
    }
}

using System.Text;
using CsCheck;
using Pdp.Bundles.Json;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Bundles.Tests.Json;

public class RequestJsonTests
{
    private const string Whole = """
        {"subject": {"type": "user", "id": "alice", "properties": {"clearance": 3}},
         "action": {"name": "read", "properties": {"soft": true}},
         "resource": {"type": "document", "id": "d1", "properties": {"tags": ["a", null]}},
         "context": {"ip": "10.0.0.1"}}
        """;

    [Fact]
    public void Reads_every_member()
    {
        Assert.True(RequestJson.TryRead(Encoding.UTF8.GetBytes(Whole), out var request, out var errors));
        Assert.Empty(errors);
        Assert.Equal(("user", "alice"), (request.Subject.Type, request.Subject.Id));
        Assert.Equal(3, Property(request.Subject.Properties, "clearance").AsInt);
        Assert.Equal("read", request.Action.Name);
        Assert.True(Property(request.Action.Properties, "soft").AsBool);
        Assert.Equal(("document", "d1"), (request.Resource.Type, request.Resource.Id));
        Assert.Equal(ValueKind.Null, Property(request.Resource.Properties, "tags").AsList![1].Kind);
        Assert.Equal("10.0.0.1", Property(request.Context, "ip").AsString);
    }

    [Theory]
    [InlineData("""{"subject":{"type":"user","id":"alice","properties":{"clearance":3,"name":"Ä\"`"}},"action":{"name":"read","properties":{"soft":true}},"resource":{"type":"document","id":"d1","properties":{"tags":["a",null,1.5]}},"context":{"ip":"10.0.0.1"}}""")]
    [InlineData("""{"subject":{"type":"u","id":"a"},"action":{"name":"r"},"resource":{"type":"d","id":"1"}}""")]
    public void Is_written_as_it_is_read(string text)
    {
        Assert.True(RequestJson.TryRead(Encoding.UTF8.GetBytes(text), out var request, out _));
        Assert.Equal(text, RequestJson.ToText(request));
    }

    [Fact]
    public void Properties_and_context_may_be_absent()
    {
        Assert.True(RequestJson.TryRead(
            """{"subject":{"type":"u","id":"a"},"action":{"name":"r"},"resource":{"type":"d","id":"1"}}"""u8, out var request, out _));
        Assert.Equal(0, request.Subject.Properties.Count + request.Action.Properties.Count + request.Resource.Properties.Count + request.Context.Count);
    }

    [Theory]
    [InlineData("5", ValueKind.Int)]
    [InlineData("5.0", ValueKind.Int)]
    [InlineData("5e0", ValueKind.Int)]
    [InlineData("-0.0", ValueKind.Int)]
    [InlineData("9007199254740992", ValueKind.Int)]
    [InlineData("-9007199254740992", ValueKind.Int)]
    [InlineData("9007199254740994", ValueKind.Double)]
    [InlineData("1e300", ValueKind.Double)]
    [InlineData("0.5", ValueKind.Double)]
    public void Integral_numbers_up_to_2_to_the_53_are_ints(string number, ValueKind kind)
    {
        var text = $$$"""{"subject":{"type":"u","id":"a"},"action":{"name":"r"},"resource":{"type":"d","id":"1"},"context":{"n":{{{number}}}}}""";
        Assert.True(RequestJson.TryRead(Encoding.UTF8.GetBytes(text), out var request, out _));
        Assert.Equal(kind, Property(request.Context, "n").Kind);
    }

    [Theory]
    [InlineData("[]", "|1:1|expected object, got array|")]
    [InlineData("{}", "|1:1|member `subject` is missing|", "|1:1|member `action` is missing|", "|1:1|member `resource` is missing|")]
    [InlineData(
        """{"subject":{"type":"","id":7},"action":{"name":null},"resource":{"typ":"d","id":"1"},"context":[],"x":1}""",
        "/subject/type|1:20|`type` is empty|",
        "/subject/id|1:28|expected string, got number|",
        "/action/name|1:48|expected string, got null|",
        "/resource|1:65|member `type` is missing|",
        "/resource/typ|1:66|unknown member `typ`|did you mean `type`?",
        "/context|1:96|expected object, got array|",
        "/x|1:99|unknown member `x`|expected `subject`, `action`, `resource` or `context`")]
    [InlineData("""{"subject":{"type":"u","id":"a","properties":[]},"action":"read","resource":{"type":"d","id":"1"}}""",
        "/subject/properties|1:46|expected object, got array|",
        "/action|1:59|expected object, got string|")]
    [InlineData("""{"subject":{"type":"u","id":"a"},"subject":{"type":"u","id":"a"},"action":{"name":"r"},"resource":{"type":"d","id":"1"}}""",
        "/subject|1:34|member `subject` occurs twice: first at 1:2|")]
    [InlineData("""{"subject":{"type":"u","id":"a"},"action":{"name":"r"},"resource":{"type":"d","id":"1"},"context":{"n":1e400}}""",
        "/context/n|1:104|number `1e400` is too large|")]
    [InlineData("nonsense", "|1:1|expected a JSON document, got `nonsense`|")]
    public void Tells_everything_that_is_wrong(string text, params string[] expected)
    {
        Assert.False(RequestJson.TryRead(Encoding.UTF8.GetBytes(text), out var request, out var errors));
        Assert.Null(request);
        Assert.Equal(expected, errors.Select(error => $"{error.Pointer}|{error.Line}:{error.Column}|{error.Message}|{error.Help}"));
    }

    [Fact]
    public void Never_throws_and_never_says_both_yes_and_no() =>
        Gen.Select(Gen.Int[0, 300], Gen.Byte, Gen.Int[0, 2]).Array[1, 4].Sample(edits =>
        {
            var bytes = Encoding.UTF8.GetBytes(Whole).ToList();
            foreach (var (at, octet, how) in edits)
            {
                var place = at % bytes.Count;
                if (how == 0) bytes[place] = octet;
                else if (how == 1) bytes.Insert(place, octet);
                else bytes.RemoveAt(place);
            }

            var read = RequestJson.TryRead([.. bytes], out var request, out var errors);
            Assert.Equal(read, request is not null);
            Assert.Equal(read, errors.IsEmpty);
        }, iter: 20_000);

    private static Value Property(StringMap map, string name)
    {
        Assert.True(map.TryGet(name, out var value));
        return value;
    }
}

using System.Text.Json;
using CsCheck;
using Pdp.Language.Values;
using Xunit;

namespace Pdp.Language.Tests.Functions;

public sealed class EncoderTests
{
    [Theory]
    [InlineData("base64.encode(b'hello')", "'aGVsbG8='")]
    [InlineData("base64.encode(b'')", "''")]
    [InlineData("base64.decode('aGVsbG8=')", "b'hello'")]
    [InlineData("base64.decode('aGVsbG8')", "b'hello'")]
    [InlineData("base64.decode('aGVs\\nbG8=')", "b'hello'")]
    [InlineData("base64.decode('')", "b''")]
    [InlineData("base64.decode('aGVsbG8==')", null)]
    [InlineData("base64.decode('a')", null)]
    [InlineData("base64.decode('aGV sbG8=')", null)]
    [InlineData("base64.decode('aGVsbG-_')", null)]
    [InlineData("json.encode({'a': [1, 2.5, true, null, 'x\"é'], 'b': 7u})", "'{\"a\":[1,2.5,true,null,\"x\\\\\"é\"],\"b\":7}'")]
    [InlineData("json.encode({1: b'hi', true: duration('90s')})", "'{\"1\":\"aGk=\",\"true\":\"90s\"}'")]
    [InlineData("json.encode([dyn(9007199254740991), dyn(-9007199254740992), dyn(18446744073709551615u)])", "'[9007199254740991,\"-9007199254740992\",\"18446744073709551615\"]'")]
    [InlineData("json.encode([0.0 / 0.0, -1.0 / 0.0])", "'[\"NaN\",\"-Infinity\"]'")]
    [InlineData("json.encode(timestamp('2009-02-13T23:31:30Z'))", "'\"2009-02-13T23:31:30Z\"'")]
    [InlineData("json.encode(cidr('10.0.0.0/8'))", "'\"10.0.0.0/8\"'")]
    [InlineData("json.encode({dyn(1): 'a', dyn('1'): 'b'})", null)]
    [InlineData("json.encode(optional.of(1))", null)]
    public void Encodes(string text, string? expected) => Cel.AssertEqual(text, expected);

    [Fact]
    public void Bytes_encoded_decode_to_the_same() => Gen.Byte.Array[0, 40].Sample(octets =>
    {
        var text = Run.Call("base64_encode_bytes", Run.Of(octets));
        var unpadded = Value.From(text.AsString!.TrimEnd('='));
        return Run.Call("base64_decode_string", text).AsBytes!.Span.SequenceEqual(octets)
            && Run.Call("base64_decode_string", unpadded).AsBytes!.Span.SequenceEqual(octets);
    });

    [Fact]
    public void Json_is_bounded_in_depth_and_size()
    {
        var deep = Run.List();
        for (var i = 0; i < 200; i++) deep = Run.List(deep);
        Assert.True(Run.Call("json_encode_dyn", deep).IsError);
        var wide = Run.List(new string('a', 100));
        for (var i = 0; i < 30; i++) wide = Run.List(wide, wide);
        Assert.True(Run.Call(Run.NewFrame(long.MaxValue), "json_encode_dyn", wide).IsError);
    }

    [Fact]
    public void Json_of_any_string_reads_back() => Gen.String.Where(IsWellFormed).Sample(text =>
        JsonSerializer.Deserialize<string>(Run.Call("json_encode_dyn", Value.From(text)).AsString!) == text);

    private static bool IsWellFormed(string text) =>
        !text.EnumerateRunes().Any(rune => rune.Value == 0xFFFD) && !text.Where(char.IsSurrogate).Any();
}

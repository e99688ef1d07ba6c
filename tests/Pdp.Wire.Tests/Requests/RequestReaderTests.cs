using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Pdp.Contracts.V1;
using Pdp.Language.Values;
using Pdp.Wire.Requests;
using Xunit;
using WireAction = Pdp.Contracts.V1.Action;
using WireValue = Google.Protobuf.WellKnownTypes.Value;

namespace Pdp.Wire.Tests.Requests;

public sealed class RequestReaderTests
{
    [Theory]
    [InlineData(0, 0L)]
    [InlineData(5, 5L)]
    [InlineData(-17, -17L)]
    [InlineData(9007199254740992, 9007199254740992L)]
    [InlineData(-9007199254740992, -9007199254740992L)]
    public void An_integral_number_up_to_2_to_the_53_is_an_int(double number, long expected)
    {
        var value = Read(WireValue.ForNumber(number));
        Assert.True(value.IsInt);
        Assert.Equal(expected, value.AsInt);
    }

    [Fact]
    public void Minus_zero_is_the_int_zero() => Assert.Equal(0, Read(WireValue.ForNumber(double.NegativeZero)).AsInt);

    [Theory]
    [InlineData(0.5)]
    [InlineData(-1e-300)]
    [InlineData(9007199254740994)]
    [InlineData(-9007199254740994)]
    [InlineData(1e300)]
    [InlineData(double.MaxValue)]
    public void Any_other_number_is_a_double(double number)
    {
        var value = Read(WireValue.ForNumber(number));
        Assert.True(value.IsDouble);
        Assert.Equal(number, value.AsDouble);
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void Rejects_a_number_that_is_not_finite(double number, string name) =>
        Refused("context.x", $"expected a finite number, got {name}", Context("x", WireValue.ForNumber(number)));

    [Fact]
    public void Rejects_a_value_without_a_kind() =>
        Refused("context.x", "expected a value, got none (write null as `null_value`)", Context("x", new WireValue()));

    [Fact]
    public void Tells_the_place_through_objects_and_lists()
    {
        var zip = new Struct { Fields = { ["zip"] = WireValue.ForNumber(double.NaN) } };
        var tags = WireValue.ForList(WireValue.ForString("a"), WireValue.ForStruct(zip));
        var request = Valid();
        request.Subject.Properties = new Struct { Fields = { ["address"] = WireValue.ForStruct(new Struct { Fields = { ["tags"] = tags } }) } };
        Refused("subject.properties.address.tags[1].zip", "expected a finite number, got NaN", request);
    }

    [Theory]
    [InlineData("a b", "context[\"a b\"]")]
    [InlineData("", "context[\"\"]")]
    [InlineData("x\r\ny\u001b[2J", "context[\"x\\u{d}\\u{a}y\\u{1b}\\u{5b}2J\"]")]
    [InlineData("it\"s", "context[\"it\\u{22}s\"]")]
    [InlineData("größe", "context[\"größe\"]")]
    public void Keys_that_are_no_names_are_quoted_and_made_harmless(string key, string expected) =>
        Refused(expected, "expected a finite number, got NaN", Context(key, WireValue.ForNumber(double.NaN)));

    [Fact]
    public void A_long_key_is_cut_in_the_message()
    {
        var field = Assert.Single(Violations(Context(new string('k', 500), WireValue.ForNumber(double.NaN)))).Field;
        Assert.InRange(field.Length, 1, 100);
    }

    public static TheoryData<string, string, System.Action<CheckRequest>> Incomplete => new()
    {
        { "subject", "is required, and missing", static r => r.Subject = null },
        { "action", "is required, and missing", static r => r.Action = null },
        { "resource", "is required, and missing", static r => r.Resource = null },
        { "subject.type", "expected a text that is not empty, got none", static r => r.Subject.Type = "" },
        { "subject.id", "expected a text that is not empty, got none", static r => r.Subject.Id = "" },
        { "action.name", "expected a text that is not empty, got none", static r => r.Action.Name = "" },
        { "resource.type", "expected a text that is not empty, got none", static r => r.Resource.Type = "" },
        { "resource.id", "expected a text that is not empty, got none", static r => r.Resource.Id = "" },
    };

    [Theory]
    [MemberData(nameof(Incomplete), DisableDiscoveryEnumeration = true)]
    public void Rejects_a_request_that_lacks_what_is_required(string field, string description, System.Action<CheckRequest> spoil)
    {
        var request = Valid();
        spoil(request);
        Refused(field, description, request);
    }

    [Fact]
    public void Tells_everything_that_is_wrong_in_the_order_of_the_request()
    {
        var request = new CheckRequest { Subject = new Subject(), Context = Context("x", new WireValue()).Context };
        Assert.Equal(
            ["subject.type", "subject.id", "action", "resource", "context.x"],
            Violations(request).Select(static v => v.Field));
    }

    [Fact]
    public void Counts_what_it_does_not_tell()
    {
        var request = Valid();
        request.Context = new Struct();
        for (var i = 0; i < 40; i++) request.Context.Fields.Add($"k{i}", new WireValue());
        var violations = Violations(request);
        Assert.Equal(17, violations.Count);
        Assert.Equal("and 24 more places", violations[^1].ToString());
    }

    [Fact]
    public void What_a_verified_token_says_cannot_be_stated_of_a_subject()
    {
        var request = Valid();
        request.Subject.Properties = new Struct { Fields = { ["token"] = WireValue.ForString("x") } };
        Refused("subject.properties.token", "is what a verified token says, and cannot be stated: send the token itself", request);
        request.Resource.Properties = request.Subject.Properties;
        request.Subject.Properties = null;
        Assert.Empty(Violations(request));
    }

    [Fact]
    public void Absent_properties_and_context_are_empty()
    {
        var reader = new RequestReader(new WireLimits());
        var valid = Valid();
        var request = reader.Request(valid.Subject, valid.Action, valid.Resource, null);
        Assert.Equal(0, request!.Context.Count);
        Assert.Equal(0, request.Subject.Properties.Count);
    }

    [Theory]
    [InlineData("aaaa", true)]
    [InlineData("aaaaa", false)]
    [InlineData("ää", true)]
    [InlineData("ääa", false)]
    [InlineData("😀", true)]
    [InlineData("€a", true)]
    [InlineData("€aa", false)]
    public void A_string_may_have_so_many_bytes_and_no_more(string text, bool fits)
    {
        var violations = Violations(Context("x", WireValue.ForString(text)), new WireLimits { MaxStringBytes = 4 });
        Assert.Equal(fits, violations.All(static v => v.Field != "context.x"));
    }

    [Fact]
    public void Names_and_ids_have_the_same_bound()
    {
        var request = Context(new string('k', 11), WireValue.ForNull());
        request.Subject.Id = new string('i', 11);
        Assert.Equal(
            ["subject.id", "context.kkkkkkkkkkk"],
            Violations(request, new WireLimits { MaxStringBytes = 10 }).Select(static v => v.Field));
    }

    [Theory] // as numbers: attributes hold UTF-8, which has no such text
    [InlineData(0xd800)]
    [InlineData(0x61, 0xdc00, 0x62)]
    [InlineData(0x61, 0xd83d)]
    [InlineData(0xde00, 0xd83d)]
    [InlineData(0xd83d, 0xde00, 0xd83d)]
    public void Rejects_half_of_a_surrogate_pair(params int[] units) =>
        Refused(
            "context.x", "expected well-formed text, got half of a surrogate pair",
            Context("x", WireValue.ForString(string.Concat(units.Select(static u => (char)u)))));

    [Fact]
    public void Objects_and_lists_may_have_so_many_members_and_no_more()
    {
        var limits = new WireLimits { MaxCollection = 3 };
        var four = WireValue.ForList(WireValue.ForNull(), WireValue.ForNull(), WireValue.ForNull(), WireValue.ForNull());
        var three = WireValue.ForList(WireValue.ForNull(), WireValue.ForNull(), WireValue.ForNull());
        Assert.Empty(Violations(Context("x", three), limits));
        Assert.Equal(
            new Violation("context.x", "expected at most 3 elements, got 4"), Assert.Single(Violations(Context("x", four), limits)));
        var request = Valid();
        request.Context = new Struct();
        for (var i = 0; i < 4; i++) request.Context.Fields.Add($"k{i}", WireValue.ForNull());
        Assert.Equal(
            new Violation("context", "expected at most 3 members, got 4"), Assert.Single(Violations(request, limits)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(WireLimits.LargestNesting)]
    public void Objects_may_nest_so_deep_and_no_deeper(int limit)
    {
        var limits = new WireLimits { MaxNesting = limit };
        Assert.Empty(Violations(Nested(limit), limits));
        var violation = Assert.Single(Violations(Nested(limit + 1), limits));
        Assert.Equal($"expected at most {limit} levels of objects and lists, got more", violation.Description);
    }

    [Fact]
    public void A_hostile_nesting_ends_at_the_limit_and_not_at_the_stack()
    {
        var request = Nested(100_000);
        Assert.Single(Violations(request));
    }

    [Fact]
    public void What_may_nest_also_passes_the_parser_alone_and_in_a_stream_and_in_a_batch()
    {
        var deepest = Nested(WireLimits.LargestNesting);
        Assert.Equal(deepest, CheckRequest.Parser.ParseFrom(deepest.ToByteArray()));
        var streamed = new CheckStreamRequest { RequestId = 1, Request = deepest };
        Assert.Equal(streamed, CheckStreamRequest.Parser.ParseFrom(streamed.ToByteArray()));
        var batch = new CheckBatchRequest { Items = { new CheckBatchItem { Resource = new Resource { Properties = deepest.Context } } } };
        Assert.Equal(batch, CheckBatchRequest.Parser.ParseFrom(batch.ToByteArray()));
    }

    private static CheckRequest Valid() => new()
    {
        Subject = new Subject { Type = "user", Id = "alice" },
        Action = new WireAction { Name = "read" },
        Resource = new Resource { Type = "document", Id = "d1" },
    };

    private static CheckRequest Context(string key, WireValue value)
    {
        var request = Valid();
        request.Context = new Struct { Fields = { [key] = value } };
        return request;
    }

    // The context is the first level.
    private static CheckRequest Nested(int levels)
    {
        var inner = WireValue.ForNull();
        for (var i = 1; i < levels; i++) inner = WireValue.ForStruct(new Struct { Fields = { ["n"] = inner } });
        return Context("n", inner);
    }

    private static Language.Values.Value Read(WireValue value)
    {
        var reader = new RequestReader(new WireLimits());
        var map = reader.Context(Context("x", value).Context);
        Assert.True(reader.IsValid);
        Assert.True(map.TryGet("x", out var read));
        return read;
    }

    private static IReadOnlyList<Violation> Violations(CheckRequest request, WireLimits? limits = null)
    {
        var reader = new RequestReader(limits ?? new WireLimits());
        var read = reader.Request(request.Subject, request.Action, request.Resource, request.Context);
        Assert.Equal(reader.IsValid, read is not null);
        return reader.Violations;
    }

    private static void Refused(string field, string description, CheckRequest request) =>
        Assert.Equal(new Violation(field, description), Assert.Single(Violations(request)));
}

using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Pdp.Contracts.V1;
using Pdp.LoadBenchmarks.Workloads;
using Xunit;

namespace Pdp.LoadBenchmarks.Tests.Workloads;

public sealed class CerbosMessagesTests
{
    private static readonly CheckRequest Asked = new()
    {
        Subject = new Subject
        {
            Type = "user", Id = "u1", Properties = new Struct { Fields = { ["roles"] = Value.ForList(Value.ForString("employee"), Value.ForString("manager")), ["tenant"] = Value.ForString("t") } },
        },
        Action = new Contracts.V1.Action { Name = "view" },
        Resource = new Resource { Type = "doc_7", Id = "r1", Properties = new Struct { Fields = { ["locked"] = Value.ForBool(true) } } },
        Context = new Struct { Fields = { ["hour"] = Value.ForNumber(9) } },
    };

    // written out by the numbers of Cerbos' public API: request_id 1, principal 3 (id 1, roles 3, attr 4), resources 4
    // (actions 1, resource 2 (kind 1, id 3, attr 4)); an attr is an entry of key 1 and value 2
    [Fact]
    public void A_question_has_the_fields_of_CheckResources_by_their_numbers()
    {
        byte[] expected =
        [
            .. Field(1, "q"u8),
            .. Field(3, [.. Field(1, "u1"u8), .. Field(3, "employee"u8), .. Field(3, "manager"u8), .. Attribute("tenant"u8, Field(3, "t"u8)), .. Attribute("hour"u8, [0x11, .. BitConverter.GetBytes(9.0)])]),
            .. Field(4, [.. Field(1, "view"u8), .. Field(2, [.. Field(1, "doc_7"u8), .. Field(3, "r1"u8), .. Attribute("locked"u8, [0x20, 1])])]),
        ];
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(CerbosMessages.Request(Asked, "q").ToByteArray()));
    }

    [Theory]
    [InlineData(1, true)] // EFFECT_ALLOW
    [InlineData(2, false)] // EFFECT_DENY
    [InlineData(0, null)]
    [InlineData(3, null)]
    public void An_answer_allows_by_its_effect_and_by_no_other_value(byte effect, bool? allows)
    {
        byte[] answer = [.. Field(1, "q"u8), .. Field(2, [.. Field(1, Field(1, "r1"u8)), .. Field(2, [.. Field(1, "view"u8), 0x10, effect])]), .. Field(9, "call"u8)];
        Assert.Equal(allows, CerbosMessages.Allows(answer));
    }

    [Fact]
    public void An_answer_without_a_result_is_none() => Assert.Null(CerbosMessages.Allows(Field(1, "q"u8)));

    private static byte[] Attribute(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => Field(4, [.. Field(1, name), .. Field(2, value)]);

    private static byte[] Field(int number, ReadOnlySpan<byte> bytes) => [(byte)((number << 3) | 2), checked((byte)(bytes.Length < 128 ? bytes.Length : throw new ArgumentException("too long for one byte", nameof(bytes)))), .. bytes];
}

using Xunit;
using static Pdp.Wire.Tests.Lean.Bytes;

namespace Pdp.Wire.Tests.Lean;

public sealed class LeanRequestReaderTests
{
    private static readonly byte[] Seven = NumberValue(7);

    /// <summary>Forms that the library takes, and those that it does not; the lean reader takes some of the first.</summary>
    public static TheoryData<string, byte[], bool> Forms => new()
    {
        { "plain", WithRead(Seven), true },
        { "parts in another order", Join(Field(4, Entry("a", Seven)), Resource(), Action(), Subject()), true },
        { "no context", Join(Subject(), Action(), Resource()), true },
        { "an empty context", WithContext(), true },
        { "nothing", [], false },
        { "no subject", Join(Action(), Resource()), false },
        { "no action", Join(Subject(), Resource()), false },
        { "no resource", Join(Subject(), Action()), false },
        { "an empty subject", Join(Field(1), Action(), Resource()), false },
        { "an empty type", Join(Field(1, Text(1, ""), Text(2, "alice")), Action(), Resource()), false },
        { "an empty id", Join(Field(1, Text(1, "user"), Text(2, "")), Action(), Resource()), false },
        { "an empty action", Join(Subject(), Field(2, Text(1, "")), Resource()), false },
        { "an unknown field", Join(WithRead(Seven), Text(9, "x")), true },
        { "an unknown field with a long tag", Join(WithRead(Seven), Text(900, "x")), true },
        { "an unknown group", Join(WithRead(Seven), Tag(9, GroupStart), Text(1, "x"), Tag(9, GroupEnd)), true },
        { "a group that does not end", Join(WithRead(Seven), Tag(9, GroupStart), Text(1, "x")), false },
        { "a group that ends as another", Join(WithRead(Seven), Tag(9, GroupStart), Tag(8, GroupEnd)), false },
        { "the end of no group", Join(WithRead(Seven), Tag(9, GroupEnd)), false },
        { "the field number zero", Join(WithRead(Seven), [0x02, 0x00]), false },
        { "a wire type that there is not", Join(WithRead(Seven), [0x0e]), false },
        { "a known field of another wire type", Join(WithRead(Seven), Tag(1, Varint), Number(5)), true },
        { "an unknown field in the subject", Join(Subject(Text(7, "x")), Action(), Resource()), true },
        { "a subject that states what a token says", Join(Subject(Field(3, Entry("a", Seven), Entry("token", Seven))), Action(), Resource()), false },
        { "a subject in two parts that states what a token says", Join(Field(1, Text(1, "user")), Action(), Resource(), Field(1, Text(2, "alice"), Field(3, Entry("token", Seven)))), false },
        { "a resource with a token", Join(Subject(), Action(), Field(3, Text(1, "document"), Text(2, "d"), Field(3, Entry("token", Seven)))), true },
        { "a subject in two parts", Join(Field(1, Text(1, "user")), Action(), Resource(), Field(1, Text(2, "alice"))), true },
        { "a subject in two parts, properties merged", Join(Subject(Field(3, Entry("a", Seven))), Action(), Resource(), Field(1, Field(3, Entry("b", Seven)))), true },
        { "an id that comes twice", Join(Subject(Text(2, "bob")), Action(), Resource()), true },
        { "a second id that is empty", Join(Subject(Text(2, "")), Action(), Resource()), false },
        { "a context in two parts", Join(WithRead(Seven), Field(4, Entry("b", Seven))), true },
        { "an attribute that comes twice", WithContext(Entry("a", Seven), Entry("a", NumberValue(8))), true },
        { "an unread attribute that comes twice", WithContext(Entry("u", Seven), Entry("u", NumberValue(8))), true },
        { "an attribute that is wrong and then right", WithContext(Entry("a", NumberValue(double.NaN)), Entry("a", Seven)), true },
        { "an attribute that is right and then wrong", WithContext(Entry("a", Seven), Entry("a", NumberValue(double.NaN))), false },
        { "an entry without a key", WithContext(Field(1, Field(2, Seven))), true },
        { "an entry without a value", WithContext(Field(1, Text(1, "a"))), false },
        { "an entry of nothing", WithContext(Field(1)), false },
        { "an entry the wrong way round", WithContext(Field(1, Field(2, Seven), Text(1, "a"))), true },
        { "an entry with two keys", WithContext(Field(1, Text(1, "b"), Text(1, "a"), Field(2, Seven))), true },
        { "an entry with two values", WithContext(Field(1, Text(1, "a"), Field(2, Seven), Field(2, NumberValue(8)))), true },
        { "an entry with an unknown field", WithContext(Field(1, Text(1, "a"), Field(2, Seven), Text(3, "x"))), true },
        { "an empty key", WithContext(Entry("", Seven)), true },
        { "a value of no kind", WithRead(), false },
        { "a value of two kinds", WithRead(Seven, StringValue("x")), true },
        { "a value of two structs", WithRead(Field(5, Entry("x", Seven)), Field(5, Entry("y", Seven))), true },
        { "a value of two lists", WithRead(Field(6, Field(1, Seven)), Field(6, Field(1, Seven))), true },
        { "a value of an unknown kind", WithRead(Text(9, "x")), false },
        { "a null that is not zero", WithRead(Tag(1, Varint), Number(77)), true },
        { "a null in many bytes", WithRead(Tag(1, Varint), Number(0, 8)), true },
        { "a null in too many bytes", WithRead(Tag(1, Varint), Number(0, 10)), false },
        { "a bool that is neither", WithRead(Tag(4, Varint), Number(2)), true },
        { "a false in many bytes", WithRead(Tag(4, Varint), Number(0, 3)), true },
        { "a bool cut short", WithRead(Tag(4, Varint)), false },
        { "a number cut short", WithRead(NumberValue(7)[..5]), false },
        { "a number of 32 bits", WithRead(Tag(2, Fixed32), [0, 0, 0, 0]), false },
        { "numbers packed", WithRead(Field(2, Double(1), Double(2))), false },
        { "not a number", WithRead(NumberValue(double.NaN)), false },
        { "infinity", WithRead(NumberValue(double.PositiveInfinity)), false },
        { "minus infinity, unread", WithUnread(NumberValue(double.NegativeInfinity)), false },
        { "minus zero", WithRead(NumberValue(double.NegativeZero)), true },
        { "2 to the 53", WithRead(NumberValue(9007199254740992)), true },
        { "more than 2 to the 53", WithRead(NumberValue(9007199254740994)), true },
        { "the smallest number", WithRead(NumberValue(double.Epsilon)), true },
        { "text that is not UTF-8", WithRead(Field(3, [0x61, 0xff])), false },
        { "unread text that is not UTF-8", WithUnread(Field(3, [0xc0, 0xaf])), false },
        { "a key that is not UTF-8", WithContext(Field(1, Field(1, [0xed, 0xa0, 0x80]), Field(2, Seven))), false },
        { "an id that is not UTF-8", Join(Field(1, Text(1, "user"), Field(2, [0x80])), Action(), Resource()), false },
        { "a nested key that is not UTF-8", WithUnread(Field(5, Field(1, Field(1, [0xff]), Field(2, Seven)))), false },
        { "text of every plane", WithRead(StringValue("aä€😀\0")), true },
        { "a length in two bytes too many", Join(Subject(), Action(), PaddedField(3, 2, Text(1, "document"), Text(2, "d1"))), true },
        { "a length in too many bytes", Join(Subject(), Action(), PaddedField(3, 10, Text(1, "document"), Text(2, "d1"))), false },
        { "a length beyond the end", Join(Subject(), Action(), Resource(), Tag(4, Delimited), Number(5)), false },
        { "a length beyond its message", WithContext(Field(1, Text(1, "a"), Tag(2, Delimited), Number(50), Seven)), false },
        { "a huge length", Join(Subject(), Action(), Resource(), Tag(4, Delimited), Number(int.MaxValue)), false },
        { "a length whose 32 bits are zero", Join(Subject(), Action(), Resource(), Tag(4, Delimited), Number(1UL << 33)), true },
        { "a negative length", Join(Subject(), Action(), Resource(), Tag(4, Delimited), Number(ulong.MaxValue)), false },
        { "a struct", WithRead(Field(5, Entry("x", Seven), Entry("y", Field(6, Field(1, Seven))))), true },
        { "a struct whose member comes twice", WithRead(Field(5, Entry("x", Seven), Entry("x", NumberValue(8)))), true },
        { "an unread struct whose member comes twice", WithUnread(Field(5, Entry("x", NumberValue(double.NaN)), Entry("x", Seven))), true },
        { "an empty struct", WithRead(Field(5)), true },
        { "an empty list", WithRead(Field(6)), true },
        { "a list with a value of no kind", WithRead(Field(6, Field(1))), false },
        { "an unread list with a value of no kind", WithUnread(Field(6, Field(1))), false },
        { "an unknown field in a list", WithRead(Field(6, Field(1, Seven), Text(2, "x"))), true },
        { "lists 31 deep", WithRead(Lists(31)), true },
        { "lists 32 deep, the last one empty", WithRead(Lists(32)), true },
        { "lists 34 deep", WithRead(Lists(34)), false },
        { "lists 34 deep, unread", WithUnread(Lists(34)), false },
        { "lists 1000 deep", WithRead(Lists(1000)), false },
        { "a user who cannot weld", Join(Subject(), Field(2, Text(1, "weld")), Resource()), true },
        { "a robot who can", Join(Field(1, Text(1, "robot"), Text(2, "alice")), Field(2, Text(1, "weld")), Resource()), true },
        { "a robot with what a robot has not", Join(Field(1, Text(1, "robot"), Text(2, "r"), Field(3, Entry("zzz", Seven))), Action(), Resource()), true },
        { "what only the directory says", Join(Subject(Field(3, Entry("d", StringValue("mine")), Entry("b", Seven))), Action(), Resource()), true },
        { "a type that the schema has not", Join(Field(1, Text(1, "ghost"), Text(2, "g"), Field(3, Entry("d", Seven))), Action(), Resource()), true },
        { "a value of another type", Join(Subject(Field(3, Entry("a", Seven), Entry("b", StringValue("x")))), Action(), Resource(Field(3, Entry("a", Field(6, Field(1, StringValue("x"))))))), true },
    };

    /// <summary>Those that every library writes.</summary>
    public static TheoryData<string, byte[]> Ordinary => new()
    {
        { "a number", WithRead(Seven) },
        { "a text", WithRead(StringValue("x")) },
        { "an empty text", WithRead(StringValue("")) },
        { "a long text", WithRead(StringValue(new string('x', 5000))) },
        { "null", WithRead(Tag(1, Varint), [0]) },
        { "true", WithRead(Tag(4, Varint), [1]) },
        { "false", WithRead(Tag(4, Varint), [0]) },
        { "a list", WithRead(Field(6, Field(1, Seven), Field(1, StringValue("x")), Field(1, Field(6)))) },
        { "a struct", WithRead(Field(5, Entry("x", Seven), Entry("", StringValue("y")))) },
        { "an empty name, left out", WithContext(Field(1, Field(2, Seven)), Entry("a", Seven)) },
        { "what nobody reads", WithUnread(Field(5, Entry("x", Field(6, Field(1, Seven))), Entry("größe", StringValue("ä")))) },
        { "a reserved name", Join(Subject(Field(3, Entry("id", Seven), Entry("properties", Seven))), Action(), Resource()) },
        { "attributes everywhere", Join(Subject(Field(3, Entry("a", Seven))), Action(Field(2, Entry("a", Seven))), Resource(Field(3, Entry("b", Seven))), Field(4, Entry("c", Seven))) },
    };

    [Theory]
    [MemberData(nameof(Forms), DisableDiscoveryEnumeration = true)]
    public void Every_form_of_a_message_is_read_as_the_library_reads_it(string form, byte[] bytes, bool accepted)
    {
        foreach (var set in Probe.All)
        {
            Assert.True(Differential.Compare(set, bytes).Library == accepted, form);
        }
    }

    [Theory]
    [MemberData(nameof(Ordinary), DisableDiscoveryEnumeration = true)]
    public void What_libraries_write_is_read_without_them(string what, byte[] bytes) =>
        Assert.True(Differential.Compare(Probe.Plain, bytes) == (true, true), what);

    [Theory]
    [MemberData(nameof(Forms), DisableDiscoveryEnumeration = true)]
    public void A_message_cut_anywhere_is_read_as_the_library_reads_it(string form, byte[] bytes, bool accepted)
    {
        for (var length = 0; length < Math.Min(bytes.Length, 300); length++) Differential.Compare(Probe.Plain, bytes[..length]);
        Assert.True(Differential.Compare(Probe.Plain, bytes).Library == accepted, form);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void The_limits_are_those_of_the_long_way(int limit)
    {
        WireLimits[] bounds =
        [
            new() { MaxStringBytes = limit + 4 }, new() { MaxCollection = limit }, new() { MaxNesting = limit - 2 },
        ];
        foreach (var limits in bounds)
        {
            for (var size = 1; size < 12; size++)
            {
                var text = StringValue(new string('x', size));
                byte[][] elements = [.. Enumerable.Repeat(Field(1, Seven), size)];
                byte[][] members = [.. Enumerable.Range(0, size).Select(i => Entry($"m{i}", Seven))];
                byte[][] messages =
                [
                    WithRead(text), WithUnread(text), WithRead(Field(6, elements)), WithUnread(Field(6, elements)), WithRead(Field(5, members)),
                    WithUnread(Field(5, members)), WithContext(members), WithRead(Lists(size)), WithUnread(Lists(size)),
                    WithContext(Entry(new string('k', size), Seven)), WithUnread(Field(5, Entry(new string('k', size), Seven))),
                    Join(Field(1, Text(1, new string('t', size)), Text(2, "a")), Action(), Resource()),
                    Join(Field(1, Text(1, "t"), Text(2, new string('i', size))), Action(), Resource()),
                ];
                foreach (var message in messages) Differential.Compare(Probe.Plain, message, limits);
            }
        }
    }

    [Fact]
    public void A_map_of_all_properties_takes_the_long_way() =>
        Assert.Equal((true, false), Differential.Compare(Probe.Whole, WithRead(Seven)));
}

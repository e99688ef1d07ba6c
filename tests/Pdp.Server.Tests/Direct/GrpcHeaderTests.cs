using System.Buffers;
using Pdp.Server.Direct;
using Xunit;

namespace Pdp.Server.Tests.Direct;

public sealed class GrpcHeaderTests
{
    [Theory]
    [InlineData("1H", 3_600_000_000)]
    [InlineData("2M", 120_000_000)]
    [InlineData("3S", 3_000_000)]
    [InlineData("4m", 4_000)]
    [InlineData("5u", 5)]
    [InlineData("6000n", 6)]
    [InlineData("99999999H", 99_999_999L * 3_600_000_000)]
    public void A_timeout_is_a_number_and_a_unit(string header, long microseconds)
    {
        Assert.True(GrpcTimeout.TryParse(header, out var timeout));
        Assert.Equal(TimeSpan.FromMicroseconds(microseconds), timeout);
    }

    [Fact]
    public void The_least_timeout_is_not_nothing()
    {
        Assert.True(GrpcTimeout.TryParse("1n", out var timeout));
        Assert.True(timeout > TimeSpan.Zero);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("5")]
    [InlineData("5s")]
    [InlineData("-5S")]
    [InlineData("+5S")]
    [InlineData(" 5S")]
    [InlineData("5 S")]
    [InlineData("5.5S")]
    [InlineData("0S")]
    [InlineData("100000000S")]
    [InlineData("٥S")]
    public void Anything_else_is_none(string? header) => Assert.False(GrpcTimeout.TryParse(header, out _));

    [Fact]
    public void The_header_of_a_message_may_be_anywhere_in_two_pieces()
    {
        byte[] header = [0, 0, 1, 2, 3, 0xff];
        for (var at = 0; at <= header.Length; at++)
        {
            Assert.True(GrpcFrame.TryRead(InTwo(header, at), out var frame));
            Assert.True(frame.IsPlain);
            Assert.Equal(0x010203u, frame.Length);
            Assert.False(GrpcFrame.TryRead(InTwo(header[..Math.Min(at, 4)], Math.Min(at, 4) / 2), out _));
        }
    }

    private static ReadOnlySequence<byte> InTwo(byte[] bytes, int at)
    {
        var first = new Segment(bytes.AsMemory(0, at), null);
        var second = new Segment(bytes.AsMemory(at), first);
        return new ReadOnlySequence<byte>(first, 0, second, second.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            if (before is null) return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}

using System.Buffers.Binary;
using Google.Protobuf;
using Pdp.Client.Tests.Support;
using Pdp.Contracts.V1;
using Xunit;

namespace Pdp.Client.Tests.Streaming;

/// <summary>gRPC's frames, however they are cut.</summary>
public sealed class FramesTests
{
    [Fact]
    public void Questions_stand_one_behind_the_other()
    {
        using var frames = new QuestionFrames();
        ulong[] ids = [1, 127, 128, ulong.MaxValue];
        foreach (var id in ids) frames.Add(id, Ask.Permitted().Freeze().Bytes);

        Assert.Equal(ids, Messages(frames.Written.Span).Select(message => CheckStreamRequest.Parser.ParseFrom(message).RequestId));
        Assert.All(Messages(frames.Written.Span), message => Assert.Equal(Ask.Permitted().Freeze().Message, CheckStreamRequest.Parser.ParseFrom(message).Request));
        frames.Clear();
        Assert.True(frames.Written.IsEmpty);
        frames.Add(7, new byte[300_000]);
        Assert.Equal(300_000, CheckStreamRequestLength(Messages(frames.Written.Span)[0]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    [InlineData(1_000_000)]
    public void Answers_are_found_wherever_they_are_cut(int cut)
    {
        byte[][] messages = [[], [1], [.. Enumerable.Repeat((byte)2, 5000)], [.. Enumerable.Repeat((byte)3, 200_000)], [4, 5]];
        var all = messages.SelectMany(Frame).ToArray();
        using var frames = new AnswerFrames(limit: 200_000);
        var found = new List<byte[]>();

        for (var at = 0; at < all.Length;)
        {
            Assert.False(frames.Space.IsEmpty);
            var count = Math.Min(Math.Min(cut, all.Length - at), frames.Space.Length);
            all.AsSpan(at, count).CopyTo(frames.Space.Span);
            frames.Advance(count);
            at += count;
            while (frames.TryTake(out var message)) found.Add(message.ToArray());
        }

        Assert.Equal(messages, found);
    }

    [Theory]
    [InlineData(new byte[] { 1, 0, 0, 0, 1, 9 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 101 })]
    [InlineData(new byte[] { 0, 255, 255, 255, 255 })]
    [InlineData(new byte[] { 255, 0, 0, 0, 0 })]
    public void What_is_no_frame_or_too_long_is_refused_before_there_is_room_for_it(byte[] bytes)
    {
        using var frames = new AnswerFrames(limit: 100);
        bytes.CopyTo(frames.Space);
        frames.Advance(bytes.Length);

        Assert.Throws<InvalidDataException>(() => frames.TryTake(out _));
    }

    private static IEnumerable<byte> Frame(byte[] message)
    {
        var header = new byte[5];
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(1), message.Length);
        return header.Concat(message);
    }

    private static List<byte[]> Messages(ReadOnlySpan<byte> frames)
    {
        var messages = new List<byte[]>();
        while (!frames.IsEmpty)
        {
            Assert.Equal(0, frames[0]);
            var length = BinaryPrimitives.ReadInt32BigEndian(frames[1..]);
            messages.Add(frames.Slice(5, length).ToArray());
            frames = frames[(5 + length)..];
        }

        return messages;
    }

    private static int CheckStreamRequestLength(byte[] message)
    {
        using var input = new CodedInputStream(message);
        Assert.Equal(8u, input.ReadTag());
        Assert.Equal(7ul, input.ReadUInt64());
        Assert.Equal(18u, input.ReadTag());
        return input.ReadBytes().Length;
    }
}

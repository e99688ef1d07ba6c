using CsCheck;
using Google.Protobuf;
using Pdp.Contracts.V1;
using Pdp.Wire.Requests;
using Xunit;

namespace Pdp.Wire.Tests.Requests;

public sealed class RoundTripTests
{
    [Fact]
    public void Every_request_comes_back_as_it_was() =>
        Generators.Request.Sample(static request =>
        {
            var bytes = RequestWriter.ToMessage(request).ToByteArray();
            var message = CheckRequest.Parser.ParseFrom(bytes);
            var reader = new RequestReader(new WireLimits());
            var read = reader.Request(message.Subject, message.Action, message.Resource, message.Context);
            Assert.Empty(reader.Violations);
            Assert.True(Same.Requests(request, read!));
        });

    [Fact]
    public void Bytes_of_a_check_are_those_of_an_explanation() =>
        Generators.Request.Sample(static request =>
        {
            var message = RequestWriter.ToMessage(request);
            var explain = ExplainRequest.Parser.ParseFrom(message.ToByteArray());
            Assert.Equal(message.Subject, explain.Subject);
            Assert.Equal(message.Action, explain.Action);
            Assert.Equal(message.Resource, explain.Resource);
            Assert.Equal(message.Context, explain.Context);
        });

    [Fact]
    public void Damaged_bytes_are_refused_or_read_and_never_crash() =>
        Gen.Select(Generators.Request, Gen.Int[0, 4000], Gen.Byte, Gen.Bool).Sample(static (request, at, with, cut) =>
        {
            var bytes = RequestWriter.ToMessage(request).ToByteArray();
            if (bytes.Length == 0) return;
            if (cut) bytes = bytes[..(at % bytes.Length)];
            else bytes[at % bytes.Length] = with;
            CheckRequest message;
            try
            {
                message = CheckRequest.Parser.ParseFrom(bytes);
            }
            catch (InvalidProtocolBufferException)
            {
                return;
            }

            var reader = new RequestReader(new WireLimits());
            var read = reader.Request(message.Subject, message.Action, message.Resource, message.Context);
            Assert.Equal(read is null, reader.Violations.Count > 0);
        });
}

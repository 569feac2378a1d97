package dev.ccexecutor.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccexecutor.protocol.execution.StreamType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class DataFrameHeaderTest {

  private static final int ROUNDS = 100_000;

  @ParameterizedTest
  @CsvSource({
    "STDIN,  false, 0,          0,                   01000000000000000000000000000000",
    "STDOUT, false, 1,          5,                   01010000000000010000000000000005",
    "STDERR, true,  258,        4294967296,          01020001000001020000000100000000",
    "STDOUT, false, 2147483647, 9223372036854775807, 010100007fffffff7fffffffffffffff",
    "STDOUT, true,  -1,         9007199254740991,    01010001ffffffff001fffffffffffff"
  })
  void shouldWriteAndReadTheBytesOfTheContract(
      StreamType stream, boolean end, int channel, long offset, String hex)
      throws MalformedFrameException {
    DataFrameHeader header = new DataFrameHeader(stream, end, channel, offset);
    ByteBuf frame = Unpooled.buffer();

    header.write(frame);

    assertThat(ByteBufUtil.hexDump(frame)).isEqualTo(hex);
    assertThat(DataFrameHeader.read(frame)).isEqualTo(header);
    assertThat(frame.isReadable()).isFalse();
  }

  @Test
  void shouldLeaveTheDataToBeRead() throws MalformedFrameException {
    ByteBuf frame = Unpooled.buffer().writeZero(3).skipBytes(3);
    new DataFrameHeader(StreamType.STDIN, false, 7, 9).write(frame);
    frame.writeBytes(new byte[] {1, 2, 3});

    assertThat(DataFrameHeader.read(frame).channel()).isEqualTo(7);
    assertThat(ByteBufUtil.hexDump(frame)).isEqualTo("010203");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "01",
        "010100000000000100000000000000",
        "00010000000000010000000000000005",
        "02010000000000010000000000000005",
        "ff010000000000010000000000000005",
        "01030000000000010000000000000005",
        "01ff0000000000010000000000000005",
        "01010002000000010000000000000005",
        "01010003000000010000000000000005",
        "01010100000000010000000000000005",
        "01018000000000010000000000000005",
        "01010000000000018000000000000000",
        "0101000000000001ffffffffffffffff",
        "0101000100000001000000000000000500"
      })
  void shouldRefuseWhatIsNoFrameAndLeaveItAsItIs(String hex) {
    ByteBuf frame = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));

    assertThatThrownBy(() -> DataFrameHeader.read(frame))
        .isInstanceOf(MalformedFrameException.class);
    assertThat(frame.readerIndex()).isZero();
    assertThat(frame.refCnt()).isEqualTo(1);
  }

  @Test
  void shouldNotBeMadeWithANegativeOffset() {
    assertThatThrownBy(() -> new DataFrameHeader(StreamType.STDIN, false, 1, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldReadOrRefuseWhateverComesIn(long seed) {
    Random random = new Random(seed);
    int read = 0;
    for (int i = 0; i < ROUNDS; i++) {
      ByteBuf frame = nearlyAFrame(random);
      byte[] before = ByteBufUtil.getBytes(frame);
      try {
        DataFrameHeader header = DataFrameHeader.read(frame);
        ByteBuf again = Unpooled.buffer();
        header.write(again);
        again.writeBytes(frame);
        assertThat(ByteBufUtil.getBytes(again)).isEqualTo(before);
        read++;
      } catch (MalformedFrameException e) {
        assertThat(frame.readerIndex()).isZero();
      }
    }
    assertThat(read).isBetween(ROUNDS / 100, ROUNDS - ROUNDS / 100);
  }

  /** Small numbers where only small ones are allowed, so that many of them are frames. */
  private static ByteBuf nearlyAFrame(Random random) {
    byte[] bytes = new byte[random.nextInt(2 * DataFrameHeader.BYTES)];
    random.nextBytes(bytes);
    for (int i = 0; i < Math.min(4, bytes.length); i++) {
      bytes[i] = (byte) random.nextInt(i == 1 ? 4 : 2);
    }
    return Unpooled.wrappedBuffer(bytes);
  }
}

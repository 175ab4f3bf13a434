package dev.persist.app;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.metadata.IIOMetadataNode;

/** A picture of several frames, which is shown over and over: an animated GIF. */
final class MovingPicture {
  private static final String FORMAT = "javax_imageio_gif_image_1.0";
  /** In hundredths of a second. */
  private static final String DELAY = "160";

  private MovingPicture() {}

  /** Puts two pictures beside each other. */
  static BufferedImage beside(byte[] left, byte[] right) {
    var one = image(left);
    var other = image(right);
    var both = new BufferedImage(one.getWidth() + other.getWidth() + 2, one.getHeight(), BufferedImage.TYPE_INT_RGB);
    both.getGraphics().drawImage(one, 0, 0, null);
    both.getGraphics().drawImage(other, one.getWidth() + 2, 0, null);
    return both;
  }

  /** Reads a PNG. */
  static BufferedImage image(byte[] png) {
    try {
      return ImageIO.read(new ByteArrayInputStream(png));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the frames of {@code file}. */
  static List<BufferedImage> read(Path file) throws IOException {
    var frames = new ArrayList<BufferedImage>();
    try (var in = ImageIO.createImageInputStream(file.toFile())) {
      var reader = ImageIO.getImageReadersByFormatName("gif").next();
      reader.setInput(in);
      for (var i = 0; i < reader.getNumImages(true); i++) {
        frames.add(reader.read(i));
      }
      reader.dispose();
    }
    return frames;
  }

  /** Writes {@code frames} into {@code file}. */
  static void write(Path file, List<BufferedImage> frames) throws IOException {
    try (var out = ImageIO.createImageOutputStream(file.toFile())) {
      var writer = ImageIO.getImageWritersByFormatName("gif").next();
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      for (var frame : frames) {
        var metadata = writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(frame), null);
        var root = new IIOMetadataNode(FORMAT);
        root.appendChild(control());
        root.appendChild(forEver());
        metadata.mergeTree(FORMAT, root);
        writer.writeToSequence(new IIOImage(frame, null, metadata), null);
      }
      writer.endWriteSequence();
      writer.dispose();
    }
  }

  private static IIOMetadataNode control() {
    var control = new IIOMetadataNode("GraphicControlExtension");
    control.setAttribute("disposalMethod", "none");
    control.setAttribute("userInputFlag", "FALSE");
    control.setAttribute("transparentColorFlag", "FALSE");
    control.setAttribute("transparentColorIndex", "0");
    control.setAttribute("delayTime", DELAY);
    return control;
  }

  private static IIOMetadataNode forEver() {
    var netscape = new IIOMetadataNode("ApplicationExtension");
    netscape.setAttribute("applicationID", "NETSCAPE");
    netscape.setAttribute("authenticationCode", "2.0");
    netscape.setUserObject(new byte[]{1, 0, 0});
    var extensions = new IIOMetadataNode("ApplicationExtensions");
    extensions.appendChild(netscape);
    return extensions;
  }
}
